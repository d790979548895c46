namespace Heed.Studio;

/// <summary>What a studio takes on at most. Beyond it an answer says so (413, 429, 503) and when to come again.</summary>
public sealed record StudioLimits
{
    /// <summary>Bytes of a request's body.</summary>
    public long RequestBytes { get; init; } = 1 << 20;

    /// <summary>Bytes of a document that is brought to a page.</summary>
    public long DocumentBytes { get; init; } = 4 << 20;

    /// <summary>Texts of one request.</summary>
    public int TextsPerRequest { get; init; } = 128;

    /// <summary>Characters of one text.</summary>
    public int Characters { get; init; } = 10_000;

    /// <summary>Requests that are worked on or wait, of all clients together; more are told to come again (503).</summary>
    public int Waiting { get; init; } = 256;

    /// <summary>Requests of one client (its key, or its address) at a time; more are told to come again (429).</summary>
    public int PerClient { get; init; } = 64;

    /// <summary>How long one request may take.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Sentences that are translated together at most.</summary>
    public int Batch { get; init; } = 32;

    /// <summary>Texts that wait to be translated by one model; more are told to come again (503).</summary>
    public int WaitingTexts { get; init; } = 4096;

    /// <summary>Characters of each side of a pair whose attention is asked for: its weights grow with the product.</summary>
    public int PairCharacters { get; init; } = 2_000;

    /// <summary>How often an address may try to sign in within five minutes; more are told to come again (429).</summary>
    public int SignInAttempts { get; init; } = 10;

    /// <summary>Pages that are open at a time.</summary>
    public int Circuits { get; init; } = 64;

    /// <summary>Connections at a time.</summary>
    public int Connections { get; init; } = 2048;

    /// <summary>Models in memory at a time.</summary>
    public int Models { get; init; } = 4;

    /// <summary>Trainings that are started from the page and go on at a time.</summary>
    public int Trainings { get; init; } = 2;
}
