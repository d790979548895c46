using BenchmarkDotNet.Attributes;
using Heed.Benchmarks.Peers;
using Heed.Benchmarks.Quick;
using Heed.Kernels;

namespace Heed.Benchmarks;

/// <summary>The product of two square matrices, packing included, beside ONNX Runtime's on the same arrays. One thread.</summary>
public class MatMulBenchmarks : IDisposable
{
    private float[] _a = [], _b = [], _packed = [], _c = [];
    private OnnxGraph? _peer;

    [Params(256, 512, 1024)]
    public int Size { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _a = MatMulSubject.Values(Size * Size);
        _b = MatMulSubject.Values(Size * Size);
        _c = new float[Size * Size];
        _packed = new float[MatMul.PackedLength(Size, Size)];
        _peer = new OnnxGraph($"matmul_{Size}", threads: 1).Input("a", _a, Size, Size).Input("b", _b, Size, Size).Output("y", new float[Size * Size], Size, Size);
    }

    [Benchmark(Baseline = true)]
    public void Heed()
    {
        MatMul.Pack(_b, Size, false, Size, Size, _packed);
        MatMul.Run(_a, Size, false, _packed, [], _c, Size, Size, Size, Size, false, Workers.One);
    }

    [Benchmark]
    public void OnnxRuntime() => _peer!.Run();

    [GlobalCleanup]
    public void Dispose()
    {
        _peer?.Dispose();
        _peer = null;
        GC.SuppressFinalize(this);
    }
}
