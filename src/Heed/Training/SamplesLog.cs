using System.Text.Encodings.Web;
using System.Text.Json;

namespace Heed.Training;

/// <summary>
/// <c>samples.jsonl</c>: what the model made of the same few development sentences at each validation, so that one can read how it learns. A line is
/// <c>{"step":200,"samples":[{"source":"…","reference":"…","translation":"…"}]}</c>. Like the metrics it knows no clock: a run that was stopped and goes on leaves the same file.
/// </summary>
internal sealed class SamplesLog : IDisposable
{
    public const string FileName = "samples.jsonl";
    private const int MostSamples = 5;
    private const int LongestLine = 1 << 20;

    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly FileStream _file;

    /// <summary>Opens the log of a run's folder and forgets what was written after a validation that the run's state knows of.</summary>
    public SamplesLog(string folder, long validatedStep)
    {
        _file = new FileStream(Path.Combine(folder, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        _file.SetLength(LengthUntil(validatedStep));
        _file.Seek(0, SeekOrigin.End);
    }

    /// <summary>Appends the translations of a few development sentences, the same at every step, spread evenly.</summary>
    public void Write(long step, IReadOnlyList<Text.Corpora.SentencePair> pairs, IReadOnlyList<string> translations)
    {
        int count = Math.Min(MostSamples, translations.Count);
        var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line, Json))
        {
            json.WriteStartObject();
            json.WriteNumber("step", step);
            json.WriteStartArray("samples");
            for (int i = 0; i < count; i++)
            {
                int pair = (int)((long)i * translations.Count / count);
                json.WriteStartObject();
                json.WriteString("source", pairs[pair].Source);
                json.WriteString("reference", pairs[pair].Target);
                json.WriteString("translation", translations[pair]);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        line.WriteByte((byte)'\n');
        _file.Write(line.ToArray());
        _file.Flush();
    }

    /// <summary>Brings what was written to the disk.</summary>
    public void Flush() => _file.Flush(flushToDisk: true);

    public void Dispose() => _file.Dispose();

    // Whole lines of steps up to the one given; a line that cannot be read, and what follows it, is written again as the run goes on.
    private long LengthUntil(long step)
    {
        if (step == 0) return 0;
        long length = 0;
        var line = new MemoryStream();
        using var reader = new BufferedStream(new FileStream(_file.Name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        for (int next; (next = reader.ReadByte()) >= 0 && line.Length < LongestLine;)
        {
            if (next != '\n')
            {
                line.WriteByte((byte)next);
                continue;
            }
            if (StepOf(line.GetBuffer().AsSpan(0, (int)line.Length)) is not { } of || of > step) break;
            length += line.Length + 1;
            line.SetLength(0);
        }
        return length;
    }

    private static long? StepOf(ReadOnlySpan<byte> line)
    {
        try
        {
            var json = new Utf8JsonReader(line);
            return json.Read() && json.TokenType == JsonTokenType.StartObject && json.Read() && json.ValueTextEquals("step"u8) && json.Read() && json.TryGetInt64(out long step) ? step : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
