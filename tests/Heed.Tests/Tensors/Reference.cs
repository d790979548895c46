namespace Heed.Tests.Tensors;

/// <summary>The operations as their formulas say, in double precision: the specification that tests hold the engine to.</summary>
internal static class Reference
{
    public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    public static double[] Map(double[] x, Func<double, double> f) => Array.ConvertAll(x, v => f(v));

    /// <summary>y = x Wᵀ + b, x [rows, inputs], W [outputs, inputs].</summary>
    public static double[] Linear(double[] x, double[] weight, double[]? bias, int inputs, int outputs)
    {
        double[] y = new double[x.Length / inputs * outputs];
        for (int row = 0; row < x.Length / inputs; row++)
            for (int j = 0; j < outputs; j++)
            {
                double sum = bias?[j] ?? 0;
                for (int i = 0; i < inputs; i++) sum += x[row * inputs + i] * weight[j * inputs + i];
                y[row * outputs + j] = sum;
            }
        return y;
    }

    /// <summary>For each batch c = a b, a [m, k], b [k, n].</summary>
    public static double[] MatMul(double[] a, double[] b, int batch, int m, int k, int n)
    {
        double[] c = new double[batch * m * n];
        for (int s = 0; s < batch; s++)
            for (int i = 0; i < m; i++)
                for (int j = 0; j < n; j++)
                    for (int l = 0; l < k; l++) c[(s * m + i) * n + j] += a[(s * m + i) * k + l] * b[(s * k + l) * n + j];
        return c;
    }

    /// <summary>The softmax of each row of <paramref name="width"/> numbers over its first lengths_i, zero beyond.</summary>
    public static double[] Softmax(double[] x, int width, int[]? lengths)
    {
        double[] y = new double[x.Length];
        for (int row = 0; row < x.Length / width; row++)
        {
            Span<double> of = x.AsSpan(row * width, lengths?[row] ?? width);
            if (of.IsEmpty) continue;
            double most = double.NegativeInfinity, sum = 0;
            foreach (double v in of) most = Math.Max(most, v);
            foreach (double v in of) sum += Math.Exp(v - most);
            for (int i = 0; i < of.Length; i++) y[row * width + i] = Math.Exp(of[i] - most) / sum;
        }
        return y;
    }

    /// <summary>y = (x − mean) / √(variance + ε) · weight + bias, row by row.</summary>
    public static double[] LayerNorm(double[] x, double[] weight, double[] bias, double epsilon)
    {
        int width = weight.Length;
        double[] y = new double[x.Length];
        for (int row = 0; row < x.Length / width; row++)
        {
            double[] of = x[(row * width)..((row + 1) * width)];
            double mean = of.Average(), variance = of.Average(v => (v - mean) * (v - mean));
            for (int i = 0; i < width; i++) y[row * width + i] = (of[i] - mean) / Math.Sqrt(variance + epsilon) * weight[i] + bias[i];
        }
        return y;
    }

    /// <summary>r = σ(x_r + h_r), z = σ(x_z + h_z), n = tanh(x_n + r h_n), h = (1 − z) n + z h'.</summary>
    public static double[] GruCell(double[] xGates, double[] hGates, double[] previous, int size)
    {
        double[] h = new double[previous.Length];
        for (int row = 0; row < h.Length / size; row++)
            for (int i = 0; i < size; i++)
            {
                int g = row * 3 * size + i;
                double r = Sigmoid(xGates[g] + hGates[g]), z = Sigmoid(xGates[g + size] + hGates[g + size]);
                double n = Math.Tanh(xGates[g + 2 * size] + r * hGates[g + 2 * size]);
                h[row * size + i] = (1 - z) * n + z * previous[row * size + i];
            }
        return h;
    }

    /// <summary>i, f, o = σ(x_* + h_*), g = tanh(x_g + h_g), c = f c' + i g, h = o tanh c: h, then c.</summary>
    public static double[][] LstmCell(double[] xGates, double[] hGates, double[] previousCell, int size)
    {
        double[] h = new double[previousCell.Length], c = new double[previousCell.Length];
        for (int row = 0; row < h.Length / size; row++)
            for (int j = 0; j < size; j++)
            {
                double[] gates = [.. Enumerable.Range(0, 4).Select(g => (row * 4 + g) * size + j).Select(at => xGates[at] + hGates[at])];
                c[row * size + j] = Sigmoid(gates[1]) * previousCell[row * size + j] + Sigmoid(gates[0]) * Math.Tanh(gates[2]);
                h[row * size + j] = Sigmoid(gates[3]) * Math.Tanh(c[row * size + j]);
            }
        return [h, c];
    }

    /// <summary>The states of every sequence, run alone from its first step or from its last.</summary>
    public static double[] GruSequence(double[] xGates, double[] weight, double[] bias, int size, int[] batchSizes, bool reverse) =>
        Sequence(xGates.Length / 3 / size, 1, size, batchSizes, reverse, (row, before) =>
            [GruCell(xGates[(row * 3 * size)..((row + 1) * 3 * size)], Linear(before[0], weight, bias, size, 3 * size), before[0], size)])[0];

    /// <summary>The states of every sequence of plain units, run alone from its first step or from its last.</summary>
    public static double[] RnnSequence(double[] xGates, double[] weight, double[] bias, int size, int[] batchSizes, bool reverse) =>
        Sequence(xGates.Length / size, 1, size, batchSizes, reverse, (row, before) =>
            [[.. xGates[(row * size)..((row + 1) * size)].Zip(Linear(before[0], weight, bias, size, size), (x, h) => Math.Tanh(x + h))]])[0];

    /// <summary>The states and the cells of every sequence, run alone from its first step or from its last.</summary>
    public static double[][] LstmSequence(double[] xGates, double[] weight, double[] bias, int size, int[] batchSizes, bool reverse) =>
        Sequence(xGates.Length / 4 / size, 2, size, batchSizes, reverse, (row, before) =>
            LstmCell(xGates[(row * 4 * size)..((row + 1) * 4 * size)], Linear(before[0], weight, bias, size, 4 * size), before[1], size));

    private static double[][] Sequence(int rowCount, int statesPerRow, int size, int[] batchSizes, bool reverse, Func<int, double[][], double[][]> step)
    {
        double[][] states = [.. Enumerable.Range(0, statesPerRow).Select(_ => new double[rowCount * size])];
        for (int b = 0; b < batchSizes[0]; b++)
        {
            List<int> rows = [];
            for (int t = 0, offset = 0; t < batchSizes.Length; offset += batchSizes[t++])
                if (b < batchSizes[t]) rows.Add(offset + b);
            if (reverse) rows.Reverse();
            double[][] now = [.. states.Select(_ => new double[size])];
            foreach (int row in rows)
            {
                now = step(row, now);
                for (int s = 0; s < statesPerRow; s++) now[s].CopyTo(states[s], row * size);
            }
        }
        return states;
    }

    /// <summary>Σ_i (1 − ε)(−log p_target) + ε · mean_j(−log p_ij) over the rows whose target is not the ignored one.</summary>
    public static double CrossEntropy(double[] logits, int[] targets, int classes, int ignored, double smoothing)
    {
        double loss = 0;
        for (int row = 0; row < targets.Length; row++)
        {
            if (targets[row] == ignored) continue;
            double[] of = logits[(row * classes)..((row + 1) * classes)];
            double most = of.Max(), total = most + Math.Log(of.Sum(v => Math.Exp(v - most)));
            loss += (1 - smoothing) * (total - of[targets[row]]) + smoothing * of.Average(v => total - v);
        }
        return loss;
    }

    /// <summary>weights = softmax_k(w · tanh(q + k)), context = Σ weights · values, for queries that name their sentence.</summary>
    public static (double[] Context, double[] Weights) AdditiveAttention(
        double[] queries, double[] keys, double[] values, double[] score, int[] sentences, int[] lengths, int most)
    {
        int size = score.Length, valueSize = values.Length / (lengths.Length * most);
        double[] scores = new double[sentences.Length * most];
        for (int row = 0; row < sentences.Length; row++)
            for (int k = 0; k < lengths[sentences[row]]; k++)
                for (int i = 0; i < size; i++)
                    scores[row * most + k] += score[i] * Math.Tanh(queries[row * size + i] + keys[(sentences[row] * most + k) * size + i]);
        double[] weights = Softmax(scores, most, [.. sentences.Select(b => lengths[b])]), context = new double[sentences.Length * valueSize];
        for (int row = 0; row < sentences.Length; row++)
            for (int k = 0; k < most; k++)
                for (int i = 0; i < valueSize; i++)
                    context[row * valueSize + i] += weights[row * most + k] * values[(sentences[row] * most + k) * valueSize + i];
        return (context, weights);
    }
}
