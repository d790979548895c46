namespace Heed.Training;

/// <summary>The loss or its gradient is not a number any more. The last good checkpoint is intact.</summary>
public sealed class TrainingDivergedException : Exception
{
    /// <summary>An exception with a message.</summary>
    public TrainingDivergedException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and its cause.</summary>
    public TrainingDivergedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>An exception without a message.</summary>
    public TrainingDivergedException()
    {
    }
}
