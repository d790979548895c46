using System.Text.RegularExpressions;

namespace Heed.Tests.Architecture;

/// <summary>A folder of the library is a layer and a namespace, and may name only the layers below it.</summary>
public sealed class LayerTests
{
    private static readonly string[] LowestFirst =
    [
        "Kernels", "Tensors", "Files", "Text", "Layers", "Positions", "Attention", "Models", "Decoding", "Evaluation",
        "Documents", "Training", "Visuals", "Lab",
    ];

    [Theory]
    [InlineData("using Heed.Training;", "Training")]
    [InlineData("var x = Heed.Models.ModelFolder.Resolve(name);", "Models")]
    [InlineData("using static Heed.Kernels.Philox;", "Kernels")]
    [InlineData("using Heed.Tensors.Ops;", "Tensors")]
    [InlineData("// using Heed.Training;", null)]
    [InlineData("string s = \"Heed.Training\";", null)]
    [InlineData("char c = '\"'; using Heed.Text; // '", "Text")]
    [InlineData("Models.ModelFolder.Resolve(name);", "Models")]
    [InlineData("model.Models.Count;", null)]
    public void The_test_itself_sees_what_code_names(string line, string? layer) =>
        Assert.Equal(layer is null ? [] : [layer], LayersNamed(line));

    [Fact]
    public void A_folder_names_only_layers_below_it()
    {
        List<string> faults = [];
        foreach (string path in Sources.Of("src/Heed"))
        {
            string relative = Path.GetRelativePath(Sources.Library, path);
            int own = relative.Contains(Path.DirectorySeparatorChar)
                ? Array.IndexOf(LowestFirst, relative.Split(Path.DirectorySeparatorChar)[0])
                : LowestFirst.Length;   // Translator.cs stands on everything
            if (own < 0)
            {
                faults.Add($"{Sources.Relative(path)}: its folder is not in the list of layers.");
                continue;
            }
            foreach (string layer in LayersNamed(File.ReadAllText(path)))
                if (Array.IndexOf(LowestFirst, layer) > own)
                    faults.Add($"{Sources.Relative(path)}: {LowestFirst[own]} names {layer}, a layer above it.");
        }
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public void A_namespace_is_its_folder()
    {
        List<string> faults = [];
        foreach (string project in (string[])["src/Heed", "src/Heed.Cli", "src/Heed.Studio", "tests/Heed.Tests", "tests/Heed.Apps.Tests", "tests/Heed.Campaign", "tests/Heed.Fuzz", "benchmarks/Heed.Benchmarks"])
        {
            string root = Path.Combine(Sources.Root, project);
            foreach (string path in Sources.Of(project))
            {
                Match match = Regex.Match(Sources.CodeOf(File.ReadAllText(path)), @"^namespace\s+([\w.]+)\s*(;?)", RegexOptions.Multiline);
                if (!match.Success) continue;   // a program of top-level statements
                string folder = Path.GetRelativePath(root, Path.GetDirectoryName(path)!).Replace(Path.DirectorySeparatorChar, '.');
                string expected = Path.GetFileName(project) + (folder == "." ? "" : $".{folder}");
                if (match.Groups[1].Value != expected) faults.Add($"{Sources.Relative(path)}: namespace {match.Groups[1].Value}, expected {expected}.");
                if (match.Groups[2].Value != ";") faults.Add($"{Sources.Relative(path)}: the namespace is not file-scoped.");
            }
        }
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    // Layers named in full (Heed.Models.X) or from inside the namespace Heed (Models.X).
    private static string[] LayersNamed(string text)
    {
        string layers = string.Join('|', LowestFirst);
        return [.. Regex.Matches(Sources.CodeOf(text), $@"\bHeed\.({layers})\b|(?<![\w.]\s*)\b({layers})\.(?=[A-Z])")
            .Select(static m => m.Groups[1].Success ? m.Groups[1].Value : m.Groups[2].Value)
            .Distinct()];
    }
}
