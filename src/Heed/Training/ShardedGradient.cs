using System.Collections.Concurrent;
using Heed.Kernels;
using Heed.Layers;
using Heed.Models;
using Heed.Tensors;
using Heed.Tensors.Ops;
using Heed.Text;

namespace Heed.Training;

/// <summary>
/// The gradient of a batch. The batch is cut into a fixed number of shards; each runs on one thread with a tape and a gradient of its own, and the
/// gradients are added in a fixed tree. So the number of threads decides the speed and never the result.
/// </summary>
internal sealed class ShardedGradient
{
    private readonly TranslationModel _model;
    private readonly ParameterStorage _storage;
    private readonly Workers _workers;
    private readonly Tensor[] _gradients;
    private readonly double[] _losses;
    private readonly double[] _squares;
    private readonly ConcurrentBag<Scratch> _scratch = [];

    public ShardedGradient(TranslationModel model, ParameterStorage storage, int shards, Workers workers)
    {
        _model = model;
        _storage = storage;
        _workers = workers;
        _gradients = [.. Enumerable.Range(0, shards).Select(_ => storage.NewZeros())];
        _losses = new double[shards];
        _squares = new double[storage.Pieces];
    }

    /// <summary>The summed gradient of the last batch.</summary>
    public Tensor Sum => _gradients[0];

    /// <summary>Floats that the threads' workspaces hold.</summary>
    public long Reserved => _scratch.Sum(scratch => scratch.Workspace.Reserved) + (long)_gradients.Length * _storage.Size;

    /// <summary>Computes the gradient of the summed loss of a batch.</summary>
    /// <returns>The summed loss in nats, and the gradient's sum of squares.</returns>
    public (double Loss, double SquaredNorm) Compute(IReadOnlyList<TrainingPair> pairs, int[] batch, float smoothing, float guide, DropoutSettings? dropout)
    {
        int shards = _gradients.Length;
        _workers.For(shards, shard => _losses[shard] = ComputeShard(shard, pairs, batch, BatchPlan.Shard(batch.Length, shard, shards), smoothing, guide, dropout));
        _storage.ForPieces(_workers, (offset, count) => _squares[ParameterStorage.PieceAt(offset)] = SumPiece(offset, count));
        double loss = 0, squares = 0;
        foreach (double part in _losses) loss += part;
        foreach (double part in _squares) squares += part;
        return (loss, squares);
    }

    private double ComputeShard(int shard, IReadOnlyList<TrainingPair> pairs, int[] batch, Range range, float smoothing, float guide, DropoutSettings? dropout)
    {
        _gradients[shard].Memory.Clear();
        (int first, int count) = range.GetOffsetAndLength(batch.Length);
        if (count == 0) return 0;
        if (!_scratch.TryTake(out Scratch? scratch)) scratch = new Scratch(_storage);
        scratch.Gradient = _gradients[shard];
        double loss = Learn(scratch, pairs, batch.AsSpan(first, count), first, smoothing, guide, dropout);
        _scratch.Add(scratch);                                                               // after its scope was closed: another thread may take it at once
        return loss;
    }

    private double Learn(Scratch scratch, IReadOnlyList<TrainingPair> pairs, ReadOnlySpan<int> shard, int first, float smoothing, float guide, DropoutSettings? dropout)
    {
        using Workspace.Scope scope = scratch.Workspace.Open();
        var (sources, inputs, targets) = (new int[shard.Length][], new int[shard.Length][], new int[shard.Length][]);
        for (int i = 0; i < shard.Length; i++)
        {
            TrainingPair pair = pairs[shard[i]];
            (sources[i], inputs[i], targets[i]) = (WordDropout.Of(pair.Source, dropout, first + i, 0), WordDropout.Of(pair.Input, dropout, first + i, 1), pair.Target);
        }
        TeacherForced forced = _model.Forward(sources, inputs, first, new ForwardContext(scratch.Workspace, scratch.Tape, dropout) { KeepsWeights = guide > 0 });
        double loss = forced.Hidden.LinearCrossEntropy(_model.Output, forced.Rows.Pack(targets), Vocabulary.Pad, smoothing, scratch.Tape);
        if (guide > 0) Guide(forced, pairs, shard, guide, scratch.Tape);
        scratch.Tape.Backward();
        scratch.Tape.Clear();
        return loss;
    }

    // Not part of the loss that is told, so that it compares with that of other runs.
    private static void Guide(TeacherForced forced, IReadOnlyList<TrainingPair> pairs, ReadOnlySpan<int> shard, float guide, GradientTape tape)
    {
        bool reads = forced.ReadWeights.Count > 0;
        IReadOnlyList<(int FirstRow, Tensor Weights)> weights = reads ? forced.ReadWeights : forced.Weights;
        var wanted = new List<WantedWeight>[weights.Count];
        for (int block = 0; block < wanted.Length; block++) wanted[block] = [];
        int[] blocks = BlockOfRows(weights, forced.Rows.Rows);
        for (int i = 0; i < shard.Length; i++)
        {
            (int Source, int Target)[] links = pairs[shard[i]].Links;
            for (int first = 0, next; first < links.Length; first = next)
            {
                int t = links[first].Target;
                for (next = first; next < links.Length && links[next].Target == t;) next++;
                if (reads && ++t == forced.Rows.Lengths[i]) continue;                       // nothing reads the end symbol
                int row = forced.Rows.RowOf(i, t), block = blocks[row];
                for (int link = first; link < next; link++) wanted[block].Add(new(row - weights[block].FirstRow, links[link].Source, 1f / (next - first)));
            }
        }
        for (int block = 0; block < wanted.Length; block++) weights[block].Weights.Guide([.. wanted[block]], guide, tape);
    }

    private static int[] BlockOfRows(IReadOnlyList<(int FirstRow, Tensor Weights)> weights, int rows)
    {
        int[] blocks = new int[rows];
        for (int block = 0; block < weights.Count; block++) blocks.AsSpan(weights[block].FirstRow).Fill(block);
        return blocks;
    }

    private double SumPiece(int offset, int count)
    {
        var shape = new Shape(count);
        Tensor sum = _gradients[0].Part(offset, shape);
        for (int stride = 1; stride < _gradients.Length; stride *= 2)
            for (int i = 0; i + stride < _gradients.Length; i += 2 * stride)
                sum.Backend.AddPairwise(_gradients[i].Part(offset, shape), _gradients[i + stride].Part(offset, shape));
        return sum.Backend.SquareSum(sum);
    }

    private sealed class Scratch
    {
        public Scratch(ParameterStorage storage)
        {
            Workspace = new Workspace();
            Tape = new GradientTape(Workspace, weight => storage.PartOf(Gradient!, weight));
        }

        public Workspace Workspace { get; }

        public GradientTape Tape { get; }

        public Tensor? Gradient { get; set; }
    }
}
