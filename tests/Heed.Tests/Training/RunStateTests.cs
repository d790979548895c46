using System.Text.Json.Nodes;
using Heed.Layers;
using Heed.Text.Corpora;
using Heed.Training;

namespace Heed.Tests.Training;

public sealed class RunStateTests
{
    private static readonly TrainingOptions Options = new()
    {
        Corpora = [new TsvCorpus("pairs.tsv", 1, 2)],
        From = "aa",
        To = "bb",
        Out = "run",
        Size = 64,
        Layers = 2,
        MaxSteps = 100,
        Seed = 7,
    };

    [Fact]
    public void A_state_comes_back_with_all_that_decides_the_result()
    {
        TrainingOptions options = Options with { Cell = "lstm", Residual = true, VariationalDropout = true, WeightDecay = 0.01f, Query = "state-token", Guide = 0.5, Fragments = 0.3, Compose = 0.2, AttentionDropout = 0.1f, FeedForwardDropout = 0.2f, WordDropout = 0.05f, ContextDropout = 0.25f, BpeDropout = 0.15f, Average = 0.99f, DepthInit = true, Optimizer = "muon" };
        RunState state = RunState.FromJson(new RunState { Step = 3, Options = RunOptions.Of(options) }.ToJson(), "state");
        TrainingOptions back = state.Options.Apply(new TrainingOptions { Out = "run" });
        Assert.Equal(("lstm", true, true, 0.01f), (back.Cell, back.Residual, back.VariationalDropout, back.WeightDecay));
        Assert.Equal(("state-token", 0.5, 0.3, 0.2), (back.Query, back.Guide, back.Fragments, back.Compose));
        Assert.Equal((0.1f, 0.2f, 0.25f, 0.05f, 0.15f, 0.99f, true), (back.AttentionDropout, back.FeedForwardDropout, back.ContextDropout, back.WordDropout, back.BpeDropout, back.Average, back.DepthInit));
        Assert.Equal((64, 2, 7ul, 3L, "muon"), (back.Size, back.Layers, back.Seed, state.Step, back.Optimizer));
    }

    [Fact]
    public void A_state_from_before_a_choice_was_known_means_the_usual()
    {
        JsonObject json = JsonNode.Parse(new RunState { Step = 3, Options = RunOptions.Of(Options with { Cell = "lstm", Residual = true }) }.ToJson())!.AsObject();
        foreach (string key in (string[])["cell", "residual", "variationalDropout", "weightDecay", "query", "guide", "fragments", "attentionDropout", "feedForwardDropout", "contextDropout", "wordDropout", "bpeDropout", "average", "depthInit", "optimizer"]) Assert.True(json["options"]!.AsObject().Remove(key), key);
        TrainingOptions back = RunState.FromJson(json.ToJsonString(), "state").Options.Apply(new TrainingOptions { Out = "run" }).Validate();
        Assert.Equal(("gru", false, false, 0f), (back.Cell, back.Residual, back.VariationalDropout, back.WeightDecay));
        Assert.Equal((null, null, 0f, 0f, 0f, 0f, false), (back.AttentionDropout, back.FeedForwardDropout, back.ContextDropout, back.WordDropout, back.BpeDropout, back.Average, back.DepthInit));
        Assert.Equal(("state", 0.0, 0.0), (back.Query, back.Guide, back.Fragments));
        Assert.Equal((64, 2, "deep", "adam"), (back.Size, back.Layers, back.Readout, back.Optimizer));
    }

    [Fact]
    public void A_run_that_goes_on_ends_where_it_was_to_end_unless_another_end_is_asked_for()
    {
        RunOptions kept = RunOptions.Of(Options);
        Assert.Equal((100L, (int?)null), Ends(kept.Apply(new TrainingOptions { Out = "run" })));
        Assert.Equal((200L, (int?)null), Ends(kept.Apply(new TrainingOptions { Out = "run", MaxSteps = 200 })));
        Assert.Equal(((long?)null, 3), Ends(kept.Apply(new TrainingOptions { Out = "run", MaxEpochs = 3 })));
        Assert.Equal((100L, (int?)null), Ends(kept.Apply(new TrainingOptions { Out = "run", MaxTime = TimeSpan.FromMinutes(1) })));

        static (long?, int?) Ends(TrainingOptions options) => (options.MaxSteps, options.MaxEpochs);
    }

    [Fact]
    public void Guidance_by_models_comes_back_and_its_absence_means_none()
    {
        var state = new RunState { Options = RunOptions.Of(Options with { Guide = 0.5, GuideBy = ["a", "b"], Alignment = new(0, null, AlignmentStep.Read) }) };
        TrainingOptions back = RunState.FromJson(state.ToJson(), "state").Options.Apply(new TrainingOptions { Out = "run" });
        Assert.Equal(["a", "b"], back.GuideBy);
        Assert.Equal(new AlignmentHead(0, null, AlignmentStep.Read), back.Alignment);
        JsonObject json = JsonNode.Parse(state.ToJson())!.AsObject();
        foreach (string key in (string[])["guideBy", "alignment"]) Assert.True(json["options"]!.AsObject().Remove(key), key);
        back = RunState.FromJson(json.ToJsonString(), "state").Options.Apply(new TrainingOptions { Out = "run" }).Validate();
        Assert.Empty(back.GuideBy);
        Assert.Null(back.Alignment);
    }

    [Fact]
    public void A_key_that_nobody_knows_is_refused()
    {
        JsonObject json = JsonNode.Parse(new RunState().ToJson())!.AsObject();
        json["wings"] = 2;
        Assert.Contains("wings", Assert.Throws<InvalidDataException>(() => RunState.FromJson(json.ToJsonString(), "state")).Message, StringComparison.Ordinal);
    }
}
