using Heed.Studio.Shared.Lab;

namespace Heed.Apps.Tests.Studio.Lab;

public sealed class LatestTests
{
    [Fact]
    public async Task Only_the_latest_question_is_answered_and_the_one_before_is_cancelled()
    {
        using var latest = new Latest(TimeSpan.Zero);
        var began = new TaskCompletionSource();
        List<int> answers = [];
        bool wasCancelled = false;
        Task first = latest.AskAsync(cancellation =>
        {
            began.SetResult();
            wasCancelled = cancellation.WaitHandle.WaitOne(TimeSpan.FromSeconds(30));
            return 1;
        }, answers.Add);
        await began.Task;
        await latest.AskAsync(_ => 2, answers.Add);
        await first;
        Assert.True(wasCancelled);
        Assert.Equal([2], answers);
        Assert.False(latest.IsBusy);
    }

    [Fact]
    public async Task A_question_that_does_not_stand_long_enough_is_never_taken_up()
    {
        using var latest = new Latest(TimeSpan.FromSeconds(30));
        bool began = false;
        Task asked = latest.AskAsync(_ => began = true, _ => { });
        Assert.True(latest.IsBusy);
        latest.Cancel();
        await asked;
        Assert.False(began);
    }
}
