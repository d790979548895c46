using System.Text;

namespace Heed.Apps.Tests;

/// <summary>Command lines as they stand in documents.</summary>
internal static class ShellCommand
{
    /// <summary>The tool accepts the line's options and values; nothing is run.</summary>
    public static void AssertUnderstood(string line)
    {
        HeedProcess.Result diagram = HeedProcess.Run(["[diagram]", .. ArgumentsOf(line)]);
        Assert.True(diagram.Code == 0, $"{line.Trim()}\n{diagram.Output}{diagram.Error}");
    }

    /// <summary>What stands behind <c>heed</c>, up to a pipe, a comment or a remark behind wide space.</summary>
    public static string[] ArgumentsOf(string line)
    {
        string rest = line[(line.LastIndexOf("heed ", StringComparison.Ordinal) is >= 0 and int at ? at + 5 : line.Length)..];
        List<string> arguments = [];
        StringBuilder argument = new();
        bool quoted = false, started = false;
        for (int i = 0; i < rest.Length; i++)
        {
            char c = rest[i];
            if (c == '"')
            {
                quoted = !quoted;
                started = true;
            }
            else if (quoted || !char.IsWhiteSpace(c) && c is not ('|' or '#' or '>'))
            {
                argument.Append(c);
                started = true;
            }
            else
            {
                if (started) arguments.Add(argument.ToString());
                argument.Clear();
                started = false;
                if (!char.IsWhiteSpace(c) || rest.AsSpan(i).StartsWith("    ")) break;
            }
        }
        if (started) arguments.Add(argument.ToString());
        return [.. arguments];
    }
}
