using System.Globalization;
using Heed.Decoding;

namespace Heed.Cli;

/// <summary>Several translations of a text in the lines of Moses, which programs that choose among them read.</summary>
internal static class NBestText
{
    /// <summary>A line for the translation and each of its alternatives: the text's number ||| translation ||| LogProbability= log p ||| score.</summary>
    public static void Write(TextWriter writer, long number, Translation translation)
    {
        foreach (Translation next in (Translation[])[translation, .. translation.Alternatives])
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{number} ||| {TranslatedLine.OneLine(next.Text)} ||| LogProbability= {next.LogProbability:F6} ||| {next.Score:F6}"));
    }
}
