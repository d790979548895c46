using System.Text;
using Heed.Models;

namespace Heed.Campaign.Parsers;

/// <summary><c>config.json</c> of a model.</summary>
internal sealed class ConfigSubject : ParserSubject
{
    public override string Name => "config";

    public override IReadOnlyList<byte[][]> Seeds { get; } =
    [
        [Encoding.UTF8.GetBytes(ModelFolder.Write(new ModelConfig { From = "fr", To = "en", Vocabulary = 8000 }))],
        [Encoding.UTF8.GetBytes(ModelFolder.Write(new ModelConfig { From = "pt-BR", To = "日本語", Vocabulary = 260, Score = "none", Readout = "state", Bidirectional = false, Layers = 64 }).Replace("\n", "", StringComparison.Ordinal))],
    ];

    public override IReadOnlyList<byte[]> Tokens { get; } =
    [
        .. ((string[])["\"architecture\":", "\"layers\":", ",\"format\":1", "\"from\":\"\"", "null", "true", "1.5", "\"additive\"", "{", "}", "[", "]", "\"\\ud800\"", "\"\\u0000\"", "//", "/*", "\uFEFF", "[[[[[[[[[[", "NaN"]).Select(Encoding.UTF8.GetBytes),
    ];

    public override void Parse(byte[][] files)
    {
        ModelConfig config = ModelFolder.ParseConfig(files[0], "config.json");
        ModelConfig again = ModelFolder.ParseConfig(Encoding.UTF8.GetBytes(ModelFolder.Write(config)), "config.json");
        if (config != again) throw new InvalidOperationException($"{config} is written and read again as {again}");
    }
}
