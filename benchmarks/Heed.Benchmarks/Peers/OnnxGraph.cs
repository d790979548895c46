using Microsoft.ML.OnnxRuntime;

namespace Heed.Benchmarks.Peers;

/// <summary>A graph of the folder onnx/ in ONNX Runtime's processor provider, with inputs and outputs bound once: a call computes and nothing else.</summary>
internal sealed class OnnxGraph : IDisposable
{
    private readonly SessionOptions _options = new();
    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _run = new();
    private readonly List<OrtValue> _values = [];

    public OnnxGraph(string name, int threads)
    {
        _options.IntraOpNumThreads = threads;
        // Its idle threads would otherwise spin for a while after each call, on the processors that the next candidate needs.
        _options.AddSessionConfigEntry("session.force_spinning_stop", "1");
        _options.InterOpNumThreads = 1;
        _options.GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL;
        _session = new InferenceSession(Path.Combine(AppContext.BaseDirectory, "onnx", name + ".onnx"), _options);
        _binding = _session.CreateIoBinding();
    }

    public OnnxGraph Input(string name, float[] values, params long[] shape)
    {
        _values.Add(OrtValue.CreateTensorValueFromMemory(values, shape));
        _binding.BindInput(name, _values[^1]);
        return this;
    }

    public OnnxGraph Output(string name, float[] values, params long[] shape)
    {
        _values.Add(OrtValue.CreateTensorValueFromMemory(values, shape));
        _binding.BindOutput(name, _values[^1]);
        return this;
    }

    public void Run() => _session.RunWithBinding(_run, _binding);

    public void Dispose()
    {
        _binding.Dispose();
        foreach (OrtValue value in _values) value.Dispose();
        _run.Dispose();
        _session.Dispose();
        _options.Dispose();
    }
}
