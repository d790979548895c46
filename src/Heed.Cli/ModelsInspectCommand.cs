using System.CommandLine;
using System.Globalization;
using Heed.Files;
using Heed.Models;

namespace Heed.Cli;

/// <summary><c>heed models inspect</c>: what a model is.</summary>
internal sealed class ModelsInspectCommand : Command
{
    private readonly Terminal _terminal;
    private readonly Argument<string> _model = new("MODEL") { Description = "A model's folder or name" };
    private readonly Option<bool> _tensors = new("--tensors") { Description = "Every tensor with its shape and type" };
    private readonly Option<bool> _json = new("--json") { Description = "One JSON object" };

    public ModelsInspectCommand(Terminal terminal) : base("inspect", "Tell what a model is: sizes, parameters, files, licence and training record.")
    {
        _terminal = terminal;
        Arguments.Add(_model);
        Options.Add(_tensors);
        Options.Add(_json);
        WithExamples.AddTo(this, """
            heed models inspect fr-en
            heed models inspect fr-en --tensors
            """);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string folder = ModelFolder.Resolve(parsed.GetRequiredValue(_model));
        ModelDescription model = ModelDescription.Of(folder);
        TextWriter output = _terminal.Out;
        if (parsed.GetValue(_json))
        {
            output.WriteLine(Json(Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)), model));
            return ExitCode.Done;
        }
        ModelConfig config = model.Config;
        output.WriteLine(model.Title ?? folder);
        Line("folder", folder);
        Line("languages", $"{config.From} → {config.To}");
        Line("architecture", config.Architecture == "rnn" ? $"rnn, cell {config.Cell}, decoder {config.Decoder}" : config.Architecture);
        Line("attention", config.Architecture == "transformer" ? $"{config.Score}, {config.Heads} heads, positions {config.Positions}" : config.Score);
        if (config.Score != "none") Line("alignment", $"{config.Aligning}{(config.Alignment is null ? ", the usual one" : "")}");
        Line("layers", config.DecoderLayers == 0 ? $"{config.Layers}" : $"{config.Layers} and {config.DecoderLayers}");
        Line("parameters", model.Parameters.ToString("N0", CultureInfo.InvariantCulture) + ", stored as " + string.Join(", ", model.StoredAs));
        Line("vocabulary", config.Vocabulary.ToString("N0", CultureInfo.InvariantCulture) + $", {model.Tokenizer}");
        foreach ((string name, long bytes) in model.Files) Line(name == model.Files[0].Name ? "files" : "", string.Create(CultureInfo.InvariantCulture, $"{name,-24} {bytes,14:N0} bytes"));
        for (int i = 0; i < model.Licence.Count; i++) Line(i == 0 ? "licence" : "", OneLineText.Of(model.Licence[i], 160));
        if (model.Title is not null) Line("record", Path.Combine(folder, "README.md"));
        if (parsed.GetValue(_tensors))
            foreach (SafetensorsEntry tensor in model.Tensors) output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {tensor.Name,-48} {tensor.Type,-5} [{string.Join(", ", tensor.Shape)}]"));
        return ExitCode.Done;

        void Line(string name, string value) => output.WriteLine($"  {name,-13} {value}");
    }

    internal static string Json(string name, ModelDescription model) => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("folder", model.Folder);
        if (model.Title is not null) json.WriteString("title", model.Title);
        json.WriteString("from", model.Config.From);
        json.WriteString("to", model.Config.To);
        json.WriteString("architecture", model.Config.Architecture);
        json.WriteString("score", model.Config.Score);
        json.WriteNumber("layers", model.Config.Layers);
        if (model.Config.Alignment is { } alignment) json.WriteString("alignment", alignment.ToString());
        json.WriteNumber("parameters", model.Parameters);
        json.WriteString("storedAs", model.StoredAs[0].ToString());
        json.WriteNumber("vocabulary", model.Config.Vocabulary);
        json.WriteString("tokenizer", model.Tokenizer);
        json.WriteStartObject("files");
        foreach ((string file, long bytes) in model.Files) json.WriteNumber(file, bytes);
        json.WriteEndObject();
        json.WriteStartArray("licence");
        foreach (string line in model.Licence) json.WriteStringValue(line);
        json.WriteEndArray();
        json.WriteEndObject();
    });
}
