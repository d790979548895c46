namespace Heed.Cli;

/// <summary>What translations begin with: the same for all, a line of a file for each, or nothing.</summary>
internal sealed class Prefixes
{
    private readonly string _same;
    private readonly string? _file;
    private readonly IEnumerator<string>? _lines;
    private long _texts;

    private Prefixes(string same, string? file) => (_same, _file, _lines) = (same, file, file is null ? null : Lines.Read(file).GetEnumerator());

    /// <exception cref="UsageException">Both are given.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static Prefixes Of(string? same, string? file)
    {
        if (same is not null && file is not null) throw new UsageException("--prefix is for all texts, --prefixes has one for each; leave one out.");
        CommonOptions.CheckIsFile(file);
        return new Prefixes(same ?? "", file);
    }

    /// <summary>The next texts with their prefixes.</summary>
    /// <exception cref="InvalidDataException">The file has no line any more.</exception>
    public IReadOnlyList<TranslationRequest> For(IEnumerable<string> texts) => [.. texts.Select(text => new TranslationRequest(text) { Prefix = Next() })];

    /// <summary>All texts were there.</summary>
    /// <exception cref="InvalidDataException">The file has lines left.</exception>
    public void End()
    {
        if (_lines?.MoveNext() == true) throw new InvalidDataException($"{_file}: it has more lines than the {_texts:N0} texts; a prefix is expected for each text, an empty line for none.");
    }

    private string Next()
    {
        _texts++;
        if (_lines is null) return _same;
        return _lines.MoveNext() ? _lines.Current : throw new InvalidDataException($"{_file}: it ends after {_texts - 1:N0} lines; a prefix is expected for each text, an empty line for none.");
    }
}
