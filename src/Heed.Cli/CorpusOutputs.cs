using Heed.Text.Corpora;

namespace Heed.Cli;

/// <summary>Where pairs are written: a table, or two files line by line.</summary>
internal static class CorpusOutputs
{
    public static void WritePair(IReadOnlyList<TextWriter> writers, SentencePair pair)
    {
        if (writers is [TextWriter table])
        {
            table.Write(OneLineText.Of(pair.Source));
            table.Write('\t');
            table.WriteLine(OneLineText.Of(pair.Target));
            return;
        }
        writers[0].WriteLine(OneLineText.Of(pair.Source));
        writers[1].WriteLine(OneLineText.Of(pair.Target));
    }
}
