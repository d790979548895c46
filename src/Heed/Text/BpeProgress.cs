namespace Heed.Text;

/// <summary>How far learning a vocabulary has come.</summary>
/// <param name="Size">The pieces so far.</param>
/// <param name="Asked">The pieces asked for.</param>
public readonly record struct BpeProgress(int Size, int Asked);
