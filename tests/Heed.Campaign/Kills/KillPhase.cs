namespace Heed.Campaign.Kills;

/// <summary>What a run was doing when it was killed.</summary>
internal enum KillPhase
{
    /// <summary>It had taken no step yet: the program started, read its pairs, learned its vocabulary or read its checkpoint.</summary>
    Start,

    /// <summary>Between the writes: gradients, the optimizer, the log.</summary>
    Step,

    /// <summary>A checkpoint was being written.</summary>
    CheckpointWrite,

    /// <summary>A validation, or between the files of a model.</summary>
    Validation,

    /// <summary>A file of a model was being written.</summary>
    ModelWrite,

    /// <summary>All steps were taken and the state that says so was saved.</summary>
    End,
}
