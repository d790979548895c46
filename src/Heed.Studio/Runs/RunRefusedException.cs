namespace Heed.Studio.Runs;

/// <summary>A training is not started, and why: a key of the page's words with what stands in its places.</summary>
internal sealed class RunRefusedException(string key, params object[] values) : Exception
{
    /// <summary>The key.</summary>
    public string Key => key;

    /// <summary>What stands in its places.</summary>
    public object[] Values => values;

    /// <inheritdoc/>
    public override string Message => Wording.Words.In("en").Of(key, values);
}
