using System.Diagnostics;

namespace Heed.Apps.Tests;

/// <summary>A run that is killed, at whatever moment, goes on to the same end as one that never was.</summary>
public sealed class KillTests : IDisposable
{
    private const int Kills = 20, Steps = 300;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Kind", "Training")]
    public void A_run_killed_twenty_times_ends_as_one_that_never_was()
    {
        string pairs = _folder.Write("pairs.tsv", string.Concat(Enumerable.Range(0, 400).Select(i => $"le {Word(i)} {Word(i / 20)} {Word(3 * i)}\tthe x{Word(3 * i)} x{Word(i / 20)} x{Word(i)}\n")));
        string whole = Path.Combine(_folder.Path, "whole"), killed = Path.Combine(_folder.Path, "killed");
        string[] Train(string run, int threads, int checkpointEvery) =>
        [
            "train", "--tsv", pairs, "--from", "fr", "--to", "en", "--out", run, "--size", "128", "--vocabulary", "300", "--batch-tokens", "128", "--dev-pairs", "10", "--warmup", "20",
            "--validate-every", "25", "--patience", "1000", "--max-steps", $"{Steps}", "--threads", $"{threads}", "--checkpoint-every", $"{checkpointEvery}", "--resume",
        ];

        HeedProcess.Result never = HeedProcess.Run(Train(whole, 2, 100));
        Assert.True(never.Code == 0, never.Error);

        string state = Path.Combine(killed, "state.safetensors");
        uint random = 1;
        int insideWrites = 0, times = 0;
        for (; times < Kills; times++)
        {
            using Process process = HeedProcess.Start(Train(killed, 1 + times % 2, 1));
            process.OutputDataReceived += static (_, _) => { };
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            DateTime before = File.Exists(state) ? File.GetLastWriteTimeUtc(state) : default;
            bool early = times < 4;                                                                    // while it starts, reads and learns its vocabulary
            for (var patience = Stopwatch.StartNew(); !early && !process.HasExited && patience.Elapsed < TimeSpan.FromMinutes(1);)
            {
                if (File.Exists(state) && File.GetLastWriteTimeUtc(state) != before) break;            // at least one step further
                Thread.Sleep(1);
            }
            random = random * 1664525 + 1013904223;
            Thread.Sleep((int)(random >> 16) % (early ? 800 : 80));
            if (process.HasExited) break;
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            insideWrites += Directory.Exists(killed) && Directory.GetFiles(killed, ".*.tmp-*").Length > 0 ? 1 : 0;
        }
        Assert.True(times == Kills, $"the run ended after {times} kills; it should take longer");
        Assert.True(insideWrites > 0, "no kill fell into a write");

        HeedProcess.Result last = HeedProcess.Run(Train(killed, 2, 100));
        Assert.True(last.Code == 0, last.Error);
        Assert.Empty(Directory.GetFiles(killed, ".*.tmp-*"));
        foreach (string file in (string[])["metrics.jsonl", "model.safetensors", "config.json", "vocab.json", "merges.txt"])
            Assert.True(File.ReadAllBytes(Path.Combine(whole, file)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(killed, file))), $"{file} differs");
        Assert.True(Tensors(whole).AsSpan().SequenceEqual(Tensors(killed)), "parameters or optimizer state differ");
    }

    private static string Word(int i) => $"{(char)('a' + i % 20)}{(char)('e' + i % 7)}";

    // What follows the header: all tensors of the state, in the order of their names.
    private static byte[] Tensors(string run)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(run, "state.safetensors"));
        return bytes[(int)(8 + BitConverter.ToInt64(bytes, 0))..];
    }
}
