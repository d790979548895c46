using System.Text.Json;

namespace Heed.Training;

/// <summary>The losses of a run from its first step on, as its metrics file has them, also where it was stopped and went on.</summary>
internal sealed class RunHistory
{
    private const int LongestLine = 4096;

    private readonly List<(long Step, double Loss)> _steps = [], _validations = [];

    /// <summary>The training loss of each step, nats per target token.</summary>
    public IReadOnlyList<(long Step, double Loss)> Steps => _steps;

    /// <summary>The development loss of each validation, likewise.</summary>
    public IReadOnlyList<(long Step, double Loss)> Validations => _validations;

    /// <summary>Reads a run's metrics; a line that cannot be read ends it.</summary>
    public static RunHistory Read(string folder)
    {
        var history = new RunHistory();
        using var reader = new StreamReader(new FileStream(Path.Combine(folder, MetricsLog.FileName), FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        while (reader.ReadLine() is { Length: < LongestLine } line && history.Add(line)) { }
        return history;
    }

    /// <summary>The mean training loss of some steps up to one.</summary>
    public double LossBefore(long step, int steps) => _steps.Where(s => s.Step <= step).TakeLast(steps).Select(static s => s.Loss).DefaultIfEmpty(double.NaN).Average();

    private bool Add(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            JsonElement root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("step", out JsonElement step)) return false;
            if (root.TryGetProperty("devLoss", out JsonElement dev)) _validations.Add((step.GetInt64(), dev.GetDouble()));
            else if (root.TryGetProperty("loss", out JsonElement loss)) _steps.Add((step.GetInt64(), loss.GetDouble()));
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return false;
        }
    }
}
