using System.Globalization;
using System.Text;

namespace Heed.Training;

/// <summary>
/// <c>metrics.jsonl</c>: a line for each step and each validation. It holds nothing that depends on the clock, so that a run which was stopped
/// and goes on leaves the same file.
/// </summary>
internal sealed class MetricsLog : IDisposable
{
    public const string FileName = "metrics.jsonl";

    private readonly FileStream _file;

    /// <summary>Opens the log of a run's folder and forgets what was written after a checkpoint.</summary>
    public MetricsLog(string folder, long length)
    {
        _file = new FileStream(Path.Combine(folder, FileName), FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        if (_file.Length < length) throw new InvalidDataException($"{_file.Name}: the file is shorter than its checkpoint says; restore it, or start a new run.");
        _file.SetLength(length);
        _file.Seek(0, SeekOrigin.End);
    }

    public long Length => _file.Length;

    public void Step(long step, int epoch, double loss, double learningRate, double gradientNorm, long tokens) => Write(
        $$"""{"step":{{step}},"epoch":{{epoch}},"loss":{{Of(loss)}},"learningRate":{{Of(learningRate)}},"gradientNorm":{{Of(gradientNorm)}},"tokens":{{tokens}}}""");

    public void Validation(long step, double loss, double perplexity, double bleu) => Write(
        $$"""{"step":{{step}},"devLoss":{{Of(loss)}},"devPerplexity":{{Of(perplexity)}},"devBleu":{{Of(bleu)}}}""");

    /// <summary>Brings what was written to the disk.</summary>
    public void Flush() => _file.Flush(flushToDisk: true);

    public void Dispose() => _file.Dispose();

    private static string Of(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private void Write(string line)
    {
        _file.Write(Encoding.UTF8.GetBytes(line + "\n"));
        _file.Flush();
    }
}
