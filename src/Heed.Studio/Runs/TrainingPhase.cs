namespace Heed.Studio.Runs;

/// <summary>What a training that the studio started is doing.</summary>
public enum TrainingPhase
{
    /// <summary>It trains.</summary>
    Running,

    /// <summary>It was asked to stop and saves.</summary>
    Stopping,

    /// <summary>It was stopped, and can go on.</summary>
    Stopped,

    /// <summary>It came to its end.</summary>
    Finished,

    /// <summary>It ended with an error.</summary>
    Failed,
}
