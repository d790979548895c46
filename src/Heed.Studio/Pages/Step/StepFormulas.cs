using Heed.Models;

namespace Heed.Studio.Pages.Step;

/// <summary>The formulas of a model's attention.</summary>
public static class StepFormulas
{
    /// <summary>The softmax over what may be attended to.</summary>
    public const string Weights = "αᵢ = exp(eᵢ) / Σₖ exp(eₖ)";

    /// <summary>The context.</summary>
    public const string Context = "c = Σᵢ αᵢ vᵢ";

    /// <summary>The output layer.</summary>
    public const string Output = "p = softmax(logits)";

    /// <summary>How a key is scored.</summary>
    /// <param name="score">The name of the score.</param>
    /// <param name="size">Numbers of a query.</param>
    public static string ScoreOf(string score, int size) => score switch
    {
        "additive" => "eᵢ = w · tanh(W q + U kᵢ)",
        "dot" => "eᵢ = q · kᵢ",
        "scaled-dot" => $"eᵢ = q · kᵢ / √{size}",
        "bilinear" => "eᵢ = kᵢ · W q",
        "cosine" => "eᵢ = cos(q, kᵢ) / τ",
        "gaussian" => "eᵢ = −‖q − kᵢ‖² / 2σ²",
        _ => "eᵢ = score(q, kᵢ)",
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
