using Heed.Kernels;
using Heed.Layers;
using Heed.Models;
using Heed.Tensors;
using Heed.Tests.Contracts;
using Heed.Tests.Kernels;

namespace Heed.Tests.Models;

public sealed class WeightFormatTests
{
    public static TheoryData<string> Variants => ModelVariants.Names;

    [Theory]
    [MemberData(nameof(Variants))]
    public void Rounded_weights_give_almost_the_same_and_no_sentence_depends_on_another(string variant)
    {
        int[][] sources = ModelVariants.Sources(8, 4, 1, 6), inputs = ModelVariants.Inputs(8, 3, 5, 1);
        TranslationModel model = ModelVariants.Create(variant);
        float[] exact = Logits(model, sources, inputs, Workers.One);
        double size = Math.Sqrt(exact.Sum(x => (double)x * x) / exact.Length);
        foreach ((WeightFormat format, double tolerance) in new[] { (WeightFormat.BFloat16, 0.05), (WeightFormat.Int8, 0.15) })
        {
            model.UseWeights(format);
            float[] rounded = Logits(model, sources, inputs, Workers.One);
            double error = Math.Sqrt(exact.Zip(rounded, (x, y) => Math.Pow((double)x - y, 2)).Sum() / exact.Length);
            Assert.InRange(error, 1e-7, tolerance * size + 1e-3);
            Numbers.AssertSameBits(rounded, Logits(model, sources, inputs, new Workers(3)));
            int row = 0;
            for (int i = 0; i < sources.Length; i++)
            {
                float[] alone = Logits(model, [sources[i]], [inputs[i]], Workers.One);
                if (IsConsecutive(variant)) Numbers.AssertSameBits(alone, rounded.AsSpan(row, alone.Length));
                row += alone.Length;
            }
        }
    }

    [Fact]
    public void Training_with_rounded_weights_is_refused()
    {
        TranslationModel model = ModelVariants.Create("transformer: norm first, sinusoidal");
        model.UseWeights(WeightFormat.Int8);
        var tape = new GradientTape(new Workspace());
        TeacherForced forced = model.Forward(ModelVariants.Sources(8, 4), ModelVariants.Inputs(3, 5), 0, new ForwardContext(tape.Workspace, tape));
        forced.Hidden.Values.CopyTo(tape.GradientOf(forced.Hidden).Memory);
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(tape.Backward);
        Assert.Contains("train with Float32", error.Message, StringComparison.Ordinal);
    }

    // Other models put the steps of all sentences in turn.
    private static bool IsConsecutive(string variant) => variant.StartsWith("transformer", StringComparison.Ordinal) || variant.StartsWith("conv", StringComparison.Ordinal);

    private static float[] Logits(TranslationModel model, int[][] sources, int[][] inputs, Workers workers)
    {
        var context = new ForwardContext(new Workspace(new CpuBackend(workers)));
        return model.Project(model.Forward(sources, inputs, 0, context).Hidden, context).Values.ToArray();
    }
}
