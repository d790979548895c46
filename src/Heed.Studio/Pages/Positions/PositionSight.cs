using System.Numerics.Tensors;
using Heed.Kernels;
using Heed.Layers;
using Heed.Positions;
using Heed.Studio.Shared.Lab;
using Heed.Tensors;
using Heed.Visuals;
using Tensor = Heed.Tensors.Tensor;

namespace Heed.Studio.Pages.Positions;


/// <summary>
/// What an encoding does with positions, as a matrix to look at: codes [positions, size], or, where it acts inside attention, what it makes of the score of a query (row) and a key (column) in one head.
/// </summary>
/// <param name="Name">The encoding.</param>
/// <param name="Place">Where it acts.</param>
/// <param name="Trained">Rows that training has seen.</param>
/// <param name="Rows">Rows of the matrix.</param>
/// <param name="Known">Rows there are codes for; fewer than <paramref name="Rows"/> where the encoding ends.</param>
/// <param name="Columns">Columns of the matrix.</param>
/// <param name="Values">The matrix.</param>
/// <param name="Largest">The largest number in magnitude within the trained length.</param>
/// <param name="Products">For each offset δ ≥ 0 the mean of p_i · p_{i+δ} over the trained positions, or of the score where nothing is added to embeddings.</param>
/// <param name="Biases">For each head what is added to the score at distances j − i from −(Trained − 1) to Trained − 1; empty where nothing is.</param>
/// <param name="Address">The picture.</param>
public sealed record PositionSight(
    string Name, PositionPlace Place, int Trained, int Rows, int Known, int Columns, float[] Values, double Largest, double[] Products, IReadOnlyList<double[]> Biases, string Address)
{
    private const int MostScored = 256;
    private const ulong Seed = 1;
    private static readonly (byte R, byte G, byte B) Beyond = (0xd6, 0x27, 0x28), Missing = (0xb8, 0xbe, 0xc6);

    /// <summary>The number at a row and a column; NaN where there is none.</summary>
    public double this[int row, int column] => row < Known && column < Columns ? Values[row * Columns + column] : double.NaN;

    /// <summary>Whether a number is larger in magnitude than any within the trained length.</summary>
    public bool GoesBeyond => Known > Trained && Math.Abs(TensorPrimitives.MaxMagnitude<float>(Values.AsSpan(0, Known * Columns))) > Largest * 1.0001;

    /// <summary>Looks at an encoding.</summary>
    public static PositionSight Of(string name, PositionQuestion question, CancellationToken cancellation)
    {
        int trained = question.Length, rows = question.Shown;
        PositionEncoding encoding = Create(name, question.Size, question.Heads, trained);
        if (encoding.Table(0) is not null) return OfCodes(name, encoding, trained, rows, question.Size, cancellation);
        rows = Math.Min(rows, MostScored);
        return encoding switch
        {
            RotaryEncoding => OfTurns(name, encoding, trained, rows, question.Size, cancellation),
            NoEncoding => Drawn(new PositionSight(name, PositionPlace.Nowhere, trained, rows, rows, rows, new float[rows * rows], 0, [], [], "")),
            _ => OfBias(name, encoding, trained, rows, question, cancellation),
        };
    }

    /// <summary>The encoding as it is studied: a learned one has the trained length, and its numbers are drawn from a seed.</summary>
    public static PositionEncoding Create(string name, int size, int heads, int trained)
    {
        PositionEncoding encoding = PositionEncodings.Create(name, new PositionOptions(size, heads, size, name == "learned" ? trained : null));
        encoding.Initialize(Seed);
        return encoding;
    }

    private static PositionSight OfCodes(string name, PositionEncoding encoding, int trained, int rows, int size, CancellationToken cancellation)
    {
        int known = Math.Min(rows, encoding.MostPositions ?? rows), seen = Math.Min(trained, known);
        float[] values = new float[rows * size];
        encoding.Table(known)!.Rows(0, known).Values.CopyTo(values);
        Tensor codes = encoding.Table(seen)!.Rows(0, seen);
        cancellation.ThrowIfCancellationRequested();
        double[] products = new double[seen];
        for (int offset = 0; offset < seen; offset++)
        {
            for (int i = 0; i + offset < seen; i++) products[offset] += TensorPrimitives.Dot(codes.Values.Slice(i * size, size), codes.Values.Slice((i + offset) * size, size));
            products[offset] /= seen - offset;
        }
        cancellation.ThrowIfCancellationRequested();
        return Drawn(new PositionSight(name, PositionPlace.Codes, trained, rows, known, size, values, Math.Abs(TensorPrimitives.MaxMagnitude(codes.Values)), products, [], ""));
    }

    // The score of a query and a key that are both all ones over the root of d: 1 where nothing turns them apart.
    private static PositionSight OfTurns(string name, PositionEncoding encoding, int trained, int rows, int size, CancellationToken cancellation)
    {
        var workspace = new Workspace();
        float[] ones = new float[rows * size];
        Array.Fill(ones, 1 / MathF.Sqrt(size));
        Tensor turned = encoding.Rotate(workspace.From(new(rows, size), ones), 1, new TokenPlaces([.. Enumerable.Range(0, rows)], null), new ForwardContext(workspace));
        float[] scores = new float[rows * rows];
        for (int i = 0; i < rows; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (int j = 0; j < rows; j++) scores[i * rows + j] = TensorPrimitives.Dot(turned.Values.Slice(i * size, size), turned.Values.Slice(j * size, size));
        }
        return Drawn(new PositionSight(name, PositionPlace.Turns, trained, rows, rows, rows, scores, 1, [.. Enumerable.Range(0, Math.Min(trained, rows)).Select(offset => (double)scores[offset])], [], ""));
    }

    private static PositionSight OfBias(string name, PositionEncoding encoding, int trained, int rows, PositionQuestion question, CancellationToken cancellation)
    {
        int heads = question.Heads, asking = Math.Min(question.Position, rows - 1);
        var workspace = new Workspace();
        float[] queries = new float[rows * heads * question.Size];
        Philox.FillNormal(0, 1, Seed, 0, queries);
        AttentionBias bias = encoding.Bias(workspace.From(new(rows, heads * question.Size), queries), heads, new ForwardContext(workspace))!;
        cancellation.ThrowIfCancellationRequested();
        float[] scores = new float[rows * rows];
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < rows; j++) scores[i * rows + j] = (float)Added(0, i, j - i);
        double[][] all = [.. Enumerable.Range(0, heads).Select(head => (double[])[.. Enumerable.Range(1 - trained, 2 * trained - 1).Select(distance => Added(head, asking, distance))])];
        float largest = 0;
        for (int i = 0; i < Math.Min(trained, rows); i++) largest = Math.Max(largest, Math.Abs(TensorPrimitives.MaxMagnitude<float>(scores.AsSpan(i * rows, Math.Min(trained, rows)))));
        return Drawn(new PositionSight(name, PositionPlace.Scores, trained, rows, rows, rows, scores, largest, [], all, ""));

        double Added(int head, int query, int distance) =>
            (bias.Table is { } table ? table.Values[bias.PlaceOf(head, query, distance, heads)] : 0) - (bias.Slopes is { } slopes ? slopes[head] * Math.Abs(distance) : 0);
    }

    private static PositionSight Drawn(PositionSight sight)
    {
        double scale = sight.Largest > 0 ? sight.Largest : 1;
        return sight with { Address = PixelImage.Address(sight.Rows, sight.Columns, (row, column) => row >= sight.Known ? Missing : Colour(sight.Values[row * sight.Columns + column] / scale)) };
    }

    /// <summary>From brown (−1) by white (0) to indigo (1); red beyond what training has met.</summary>
    internal static (byte R, byte G, byte B) Colour(double part)
    {
        if (Math.Abs(part) > 1.0001) return Beyond;
        if (part >= 0) return HeatPalette.At((float)part);
        double dark = -part;
        return ((byte)(250 - 130 * dark), (byte)(247 - 188 * dark), (byte)(240 - 225 * dark));
    }
}
