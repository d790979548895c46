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

    [Fact]
    public void What_fails_once_is_not_gone_on_with()
    {
        int done = 0;
        Assert.Throws<InvalidOperationException>(() => new Workers(2).For(2_000, i =>
        {
            if (i == 0) throw new InvalidOperationException();
            Thread.Sleep(1);
            Interlocked.Increment(ref done);
        }));
        Assert.True(done < 1_000, $"{done} were done.");
    }
}
