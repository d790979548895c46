using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Heed.Kernels;

/// <summary>
/// A step of a decoder: additive attention of one query of each hypothesis over the keys of its sentence, prepared once for all steps. Rows share work and never results; hypotheses of one sentence
/// that stand together share its keys.
/// </summary>
internal static unsafe class AdditiveStep
{
    // Elements of scores from which on a second thread is worth its start.
    private const long WorthSharing = 1 << 17;

    /// <summary>What is kept of the sentences: keys [sentences, most, size], their panels in slots, largest magnitudes, values [sentences, most, value size]; pinned.</summary>
    public readonly ref struct Memory
    {
        public ReadOnlySpan<float> Keys { get; init; }

        public ReadOnlySpan<float> Panels { get; init; }

        public ReadOnlySpan<float> Largest { get; init; }

        public ReadOnlySpan<float> Score { get; init; }

        public ReadOnlySpan<float> Values { get; init; }

        public int[] Lengths { get; init; }

        public int Most { get; init; }

        public int Size => Score.Length;

        public int ValueSize { get; init; }
    }

    /// <summary>Floats of scratch for so many rows.</summary>
    public static int ScratchLength(int rows, int size) => AdditiveVector.Length(size) + rows * (size + 1);

    /// <summary>weights [rows, most], zero beyond a sentence, and context [rows, value size]; all pinned.</summary>
    public static void Run(ReadOnlySpan<float> queries, in Memory memory, ReadOnlySpan<int> sentences, Span<float> scratch, Span<float> weights, Span<float> context, Workers workers)
    {
        int size = memory.Size, most = memory.Most, valueSize = memory.ValueSize, rows = sentences.Length, slot = AdditiveKeys.Padded(most) * size;
        Debug.Assert(queries.Length >= rows * size && scratch.Length >= ScratchLength(rows, size) && weights.Length >= rows * most && context.Length >= rows * valueSize);
        float* q = Pinned.Of(queries), keys = Pinned.Of(memory.Keys), panels = Pinned.Of(memory.Panels), largest = Pinned.Of(memory.Largest), values = Pinned.Of(memory.Values);
        float* s = Pinned.Of(weights), c = Pinned.Of(context), room = Pinned.Of(scratch);
        var vector = new AdditiveVector(Pinned.Of(memory.Score), size, room);
        float* ranges = room + AdditiveVector.Length(size), folded = ranges + rows;
        int[] lengths = memory.Lengths;
        var firsts = new List<int>(rows + 1);
        for (int row = 0; row < rows; row++)
            if (row == 0 || sentences[row] != sentences[row - 1]) firsts.Add(row);
        firsts.Add(rows);
        int[] of = new int[firsts.Count - 1];
        for (int i = 0; i < of.Length; i++) of[i] = sentences[firsts[i]];
        Workers shared = (long)rows * most * size < WorthSharing ? Workers.One : workers;
        shared.For(of.Length, i =>
        {
            int b = of[i], first = firsts[i], count = firsts[i + 1] - first, length = lengths[b];
            for (int row = first; row < first + count; row++) ranges[row] = vector.Prepare(q + (long)row * size, folded + (long)row * size) + largest[b];
            var operands = new AdditiveScores.Operands
            {
                A = q + (long)first * size,
                Lda = size,
                Folded = folded + (long)first * size,
                Ranges = ranges + first,
                Count = count,
                B = keys + (long)b * most * size,
                Ldb = size,
                Panels = panels + (long)b * slot,
                Keys = length,
                S = s + (long)first * most,
                Lds = most,
            };
            AdditiveScores.Run(vector, operands);
            for (int row = first; row < first + count; row++)
            {
                var scores = new Span<float>(s + (long)row * most, most);
                Softmax.Row(scores[..length], scores[..length]);
                scores[length..].Clear();
                Attend.Context(scores, new ReadOnlySpan<float>(values + (long)b * most * valueSize, length * valueSize), valueSize, length, valueSize, new Span<float>(c + (long)row * valueSize, valueSize));
            }
        });
    }

    /// <summary>
    /// The gradients of one row's scores, dScores [keys of its sentence]: adds to those of its query [size], of the score vector, and of the sentence's keys in <paramref name="dStrips"/>.
    /// </summary>
    [SkipLocalsInit]
    public static void AddGradient(ReadOnlySpan<float> dScores, ReadOnlySpan<float> query, in Memory memory, int sentence, ReadOnlySpan<float> strips, Span<float> dQuery, Span<float> dStrips, Span<float> dScore)
    {
        int size = memory.Size, keys = memory.Lengths[sentence], first = sentence * memory.Most * size;
        if (keys == 0) return;
        Debug.Assert(dScores.Length >= keys && query.Length == size && dQuery.Length == size && dScore.Length == size && dStrips.Length >= strips.Length);
        float range = memory.Largest[sentence] + Math.Abs(System.Numerics.Tensors.TensorPrimitives.MaxMagnitude(query));
        fixed (float* g = dScores, a = query, da = dQuery, b = memory.Keys.Slice(first, keys * size), e = strips, db = dStrips, w = memory.Score, dw = dScore)
            AdditiveGradient.Run(new AdditiveGradient.Operands
            {
                W = w,
                Dw = dw,
                A = a,
                Da = da,
                Lda = size,
                G = g,
                Ldg = keys,
                Ranges = &range,
                Ends = &keys,
                B = b,
                Ldb = size,
                Strips = e,
                Db = db,
                Keys = keys,
                Count = 1,
                Hidden = size,
            });
    }
}
