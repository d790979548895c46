namespace Heed.Studio.Shared.Lab;

/// <summary>What measures or trains on this machine, one at a time: two at once would disturb each other's times.</summary>
internal sealed class LabBench : IDisposable
{
    private readonly SemaphoreSlim _free = new(1);

    /// <summary>Takes the machine, if nobody has it.</summary>
    public bool TryTake() => _free.Wait(0);

    /// <summary>Gives it back.</summary>
    public void GiveBack() => _free.Release();

    /// <inheritdoc/>
    public void Dispose() => _free.Dispose();
}
