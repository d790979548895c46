namespace Heed.Tests.Architecture;

/// <summary>The repository's C# files, for tests about the text itself.</summary>
internal static class Sources
{
    public static string Root { get; } = FindRoot();

    public static string Library => Path.Combine(Root, "src", "Heed");

    public static IEnumerable<string> Of(params string[] folders) =>
        folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(static path => !path.Split(Path.DirectorySeparatorChar).Any(static part => part is "obj" or "bin"))
            .Order(StringComparer.Ordinal);

    public static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    /// <summary>The code alone: comments and the insides of string and character literals are blanked, lines stay lines.</summary>
    public static string CodeOf(string text)
    {
        char[] code = text.ToCharArray();
        for (int i = 0; i < code.Length;)
        {
            int end = EndOfNonCode(text, i);
            if (end == i)
            {
                i++;
                continue;
            }
            for (; i < end; i++) if (code[i] != '\n') code[i] = ' ';
        }
        return new string(code);
    }

    // The end of the comment or literal that begins at i, or i where none begins.
    private static int EndOfNonCode(string text, int i)
    {
        ReadOnlySpan<char> rest = text.AsSpan(i);
        if (rest.StartsWith("//")) return rest.IndexOf('\n') is >= 0 and int line ? i + line : text.Length;
        if (rest.StartsWith("/*")) return After(text, "*/", i + 2);
        if (rest.StartsWith("\"\"\""))
        {
            int quotes = rest.Length - rest.TrimStart('"').Length;
            return After(text, new string('"', quotes), i + quotes);
        }
        if (rest[0] == '\'') return EndOfLiteral(text, i + 1, '\'', verbatim: false);
        if (rest[0] == '"') return EndOfLiteral(text, i + 1, '"', verbatim: i > 0 && text[i - 1] == '@' || i > 1 && text[i - 2] == '@');
        return i;
    }

    private static int After(string text, string mark, int from) =>
        text.IndexOf(mark, from, StringComparison.Ordinal) is >= 0 and int at ? at + mark.Length : text.Length;

    private static int EndOfLiteral(string text, int i, char quote, bool verbatim)
    {
        for (; i < text.Length && (verbatim || text[i] != '\n'); i++)
        {
            if (text[i] == '\\' && !verbatim) i++;
            else if (text[i] == quote && verbatim && i + 1 < text.Length && text[i + 1] == quote) i++;
            else if (text[i] == quote) return i + 1;
        }
        return i;
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Heed.slnx"))) return folder.FullName;
        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Heed.slnx.");
    }
}
