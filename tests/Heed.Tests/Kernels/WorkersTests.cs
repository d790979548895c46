using Heed.Kernels;

namespace Heed.Tests.Kernels;

public sealed class WorkersTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Every_index_runs_once(int threads)
    {
        int[] seen = new int[100];
        new Workers(threads).For(100, i => Interlocked.Increment(ref seen[i]));
        Assert.All(seen, count => Assert.Equal(1, count));
    }

    [Fact]
    public void A_nested_call_runs_inline()
    {
        var workers = new Workers(2);
        workers.For(4, _ =>
        {
            Assert.Equal(1, workers.Available);
            int thread = Environment.CurrentManagedThreadId;
            workers.For(8, _ => Assert.Equal(thread, Environment.CurrentManagedThreadId));
        });
    }
}
