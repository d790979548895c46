namespace Heed.Studio.Data;

/// <summary>A file of the folder of data.</summary>
/// <param name="Name">Its name below the folder, with slashes.</param>
/// <param name="Bytes">How large it is.</param>
public sealed record DataFile(string Name, long Bytes)
{
    /// <summary>The kind of corpus that its name suggests, as <c>heed corpus</c> calls them.</summary>
    public string Kind => Ending switch
    {
        ".tsv" or ".txt" or ".csv" => "tsv",
        ".zip" => "opus",
        ".tmx" => "tmx",
        ".xlf" or ".xliff" => "xliff",
        ".po" => "po",
        ".resx" => "resx",
        _ => "moses",
    };

    /// <summary>The ending, without that of gzip.</summary>
    public string Ending => Path.GetExtension(Name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? Name[..^3] : Name).ToLowerInvariant();

    /// <summary>The other file of a pair of files: in the same folder, with the same name but for its ending or its language.</summary>
    public DataFile? Partner(IReadOnlyList<DataFile> files)
    {
        string stem = Stem(Name), ending = Kind == "resx" ? ".resx" : "";
        return files.FirstOrDefault(file => file.Name != Name && Stem(file.Name) == stem && file.Name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
    }

    // train.fr.gz → train; Strings.fr.resx and Strings.resx → Strings.
    private string Stem(string name)
    {
        string plain = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
        int slash = plain.LastIndexOf('/') + 1, dot = plain.IndexOf('.', slash);
        return Kind == "resx" ? (dot < 0 ? plain : plain[..dot]) : plain[..^Path.GetExtension(plain).Length];
    }
}
