using System.Collections.Concurrent;

namespace Heed.Tensors;

/// <summary>Workspaces for threads that compute at the same time: each takes one and brings it back, so there are never more than were in use at once.</summary>
internal sealed class WorkspacePool(Backend backend)
{
    private readonly ConcurrentBag<Workspace> _idle = [];

    /// <summary>Computes something in a workspace. What it gives must not live there: another thread may have the workspace at once.</summary>
    public T Use<T>(Func<Workspace, T> compute)
    {
        if (!_idle.TryTake(out Workspace? workspace)) workspace = new Workspace(backend);
        T result = compute(workspace);                                                       // a workspace of what failed is not used again
        _idle.Add(workspace);
        return result;
    }

    /// <summary>The same where there is no result.</summary>
    public void Use(Action<Workspace> compute) => Use(workspace =>
    {
        compute(workspace);
        return true;
    });
}
