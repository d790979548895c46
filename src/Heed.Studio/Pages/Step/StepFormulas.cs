using Heed.Models;

namespace Heed.Studio.Pages.Step;

/// <summary>The formulas of a model's attention, as HTML.</summary>
public static class StepFormulas
{
    /// <summary>The softmax over what may be attended to.</summary>
    public const string Weights = "α<sub>i</sub> = exp(e<sub>i</sub>) / Σ<sub>k</sub> exp(e<sub>k</sub>)";

    /// <summary>The context.</summary>
    public const string Context = "c = Σ<sub>i</sub> α<sub>i</sub> v<sub>i</sub>";

    /// <summary>How a key is scored.</summary>
    /// <param name="score">The name of the score.</param>
    /// <param name="size">Numbers of a query.</param>
    public static string ScoreOf(string score, int size) => score switch
    {
        "additive" => "e<sub>i</sub> = w · tanh(W q + U k<sub>i</sub>)",
        "dot" => "e<sub>i</sub> = q · k<sub>i</sub>",
        "scaled-dot" => $"e<sub>i</sub> = q · k<sub>i</sub> / √{size}",
        "bilinear" => "e<sub>i</sub> = k<sub>i</sub> · W q",
        "cosine" => "e<sub>i</sub> = cos(q, k<sub>i</sub>) / τ",
        "gaussian" => "e<sub>i</sub> = −‖q − k<sub>i</sub>‖² / 2σ²",
        _ => "e<sub>i</sub> = score(q, k<sub>i</sub>)",
    };

    /// <summary>Which of the page's words tell what the query is.</summary>
    public static string QueryOf(ModelConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return config.Architecture switch
        {
            "transformer" => "transformer",
            "conv" => "conv",
            _ => config.Decoder == "luong" ? "luong" : config.Query == "state-token" ? "state-token" : "state",
        };
    }

    /// <summary>Whether positions add to the scores of a layer over what was said, or turn its queries and keys.</summary>
    public static bool AddsPositions(ModelConfig config) => config is { Architecture: "transformer", Positions: "rotary" or "shaw" or "t5" or "alibi" };
}
