using Heed.Campaign.Parsers;

namespace Heed.Apps.Tests;

/// <summary>The tiny Marian checkpoint among the golden files, with a vocabulary of the words p1 to p59.</summary>
internal static class TinyMarian
{
    public static void WriteTo(string folder)
    {
        Directory.CreateDirectory(folder);
        string golden = Path.Combine(HeedProcess.Root, "tests", "Heed.Tests", "Fixtures", "marian");
        foreach (string name in (string[])["config.json", "model.safetensors"]) File.Copy(Path.Combine(golden, name), Path.Combine(folder, name));
        byte[] pieces = TinySentencePiece.Of([.. Enumerable.Range(1, 59).Select(static i => ($"▁p{i}", -3f))]);
        foreach (string name in (string[])["source.spm", "target.spm"]) File.WriteAllBytes(Path.Combine(folder, name), pieces);
        File.WriteAllText(Path.Combine(folder, "vocab.json"), "{" + string.Join(",", Enumerable.Range(0, 61).Select(static i => i switch { 0 => "\"</s>\":0", 60 => "\"<pad>\":60", _ => $"\"▁p{i}\":{i}" })) + "}");
    }
}
