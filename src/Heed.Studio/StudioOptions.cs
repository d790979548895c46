namespace Heed.Studio;

/// <summary>What a studio is started with.</summary>
public sealed record StudioOptions
{
    /// <summary>Where it listens, such as <c>http://127.0.0.1:5080</c>; several separated by semicolons. Port 0 takes a free one.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:5080";

    /// <summary>Names or folders of the models to offer; empty for all that names mean (<see cref="Models.ModelFolder.All"/>). The first is the one chosen at first.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>The folder whose training runs are shown, and where new ones are put.</summary>
    public string Runs { get; init; } = "runs";

    /// <summary>The folder whose corpora are shown; null for none but those of the SDK.</summary>
    public string? Data { get; init; }

    /// <summary>How weights of models are held.</summary>
    public Tensors.WeightFormat Weights { get; init; } = Tensors.WeightFormat.Float32;

    /// <summary>Threads that translate; null for all processors.</summary>
    public int? Threads { get; init; }

    /// <summary>Keys that other programs and browsers must show; needed where it listens beyond this machine.</summary>
    public IReadOnlyList<string> ApiKeys { get; init; } = [];

    /// <summary>Host names, beside those it listens on, by which it may be called.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Whether texts may be written to the log.</summary>
    public bool LogTexts { get; init; }

    /// <summary>Whether requests are written to the log.</summary>
    public bool Verbose { get; init; }

    /// <summary>What a single client, and all together, may ask for.</summary>
    public StudioLimits Limits { get; init; } = new();

    /// <summary>How a training is started: the program and its first arguments.</summary>
    public IReadOnlyList<string> Tool { get; init; } = [];

    /// <summary>Names of the recipes that the tool knows.</summary>
    public IReadOnlyList<string> Recipes { get; init; } = [];
}
