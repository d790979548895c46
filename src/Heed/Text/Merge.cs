namespace Heed.Text;

/// <summary>Two neighbouring pieces that are joined to one, written in byte symbols.</summary>
/// <param name="Left">The first piece.</param>
/// <param name="Right">The piece that follows it.</param>
public readonly record struct Merge(string Left, string Right)
{
    /// <summary>The joined piece.</summary>
    public string Result => Left + Right;
}
