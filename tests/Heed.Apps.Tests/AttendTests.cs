using System.Text.Json;
using System.Text.RegularExpressions;

namespace Heed.Apps.Tests;

public sealed class AttendTests : IDisposable
{
    private const string Source = "L'accord sur la zone économique européenne a été signé en août 1992.";
    private const string Target = "The agreement on the European Economic Area was signed in August 1992.";

    private readonly TemporaryFolder _folder = new();
    private readonly string _model;

    public AttendTests() => _model = TinyModel.WriteTo(_folder);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_pair_of_the_paper_has_15_columns_and_14_rows()
    {
        HeedProcess.Result result = Attend("json");
        Assert.Equal(0, result.Code);
        JsonElement json = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal(Target, json.GetProperty("translation").GetString());
        Assert.Equal(["L'", "accord", "sur", "la", "zone", "économique", "européenne", "a", "été", "signé", "en", "août", "1992", ".", "</s>"],
            json.GetProperty("sourceWords").EnumerateArray().Select(static e => e.GetString()));
        Assert.Equal(["The", "agreement", "on", "the", "European", "Economic", "Area", "was", "signed", "in", "August", "1992", ".", "</s>"],
            json.GetProperty("targetWords").EnumerateArray().Select(static e => e.GetString()));
        Assert.Equal(14, json.GetProperty("attention").GetArrayLength());
        Assert.All(json.GetProperty("attention").EnumerateArray(), static row => Assert.Equal(15, row.GetArrayLength()));
    }

    [Fact]
    public void The_words_stand_in_the_terminal_and_in_the_drawing()
    {
        string terminal = Attend("terminal").Output;
        foreach (string word in Target.TrimEnd('.').Split(' ')) Assert.Contains(word, terminal);
        Assert.Contains("européenne", Attend("svg").Output);
    }

    [Fact]
    public void Pharaoh_has_a_link_for_each_target_word_at_most()
    {
        string links = Attend("pharaoh").Output;
        Assert.Matches(@"^(\d+-\d+( \d+-\d+)*)?\n$", links);
        int[] targets = [.. Regex.Matches(links, @"-(\d+)").Select(static m => int.Parse(m.Groups[1].Value))];
        Assert.Equal(targets.Distinct(), targets);
        Assert.All(targets, static target => Assert.InRange(target, 0, 12));
    }

    [Fact]
    public void Without_a_target_the_model_translates()
    {
        HeedProcess.Result attend = HeedProcess.Run("attend", "--model", _model, "--source", "Le chat dort.", "--json");
        HeedProcess.Result translate = HeedProcess.Run("translate", "--model", _model, "Le chat dort.", "--json");
        Assert.Equal(0, attend.Code);
        Assert.Equal(translate.Output, attend.Output);
    }

    private HeedProcess.Result Attend(string format) =>
        HeedProcess.Run("attend", "--model", _model, "--source", Source, "--target", Target, "--format", format);
}
