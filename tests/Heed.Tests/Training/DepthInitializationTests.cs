using System.Numerics.Tensors;
using Heed.Layers;
using Heed.Models;
using Heed.Training;

namespace Heed.Tests.Training;

public sealed class DepthInitializationTests
{
    [Theory]
    [InlineData("transformer")]
    [InlineData("conv")]
    public void The_matrices_of_a_layer_are_divided_by_the_root_of_its_number(string architecture)
    {
        ModelConfig config = (TrainingOptions.For(architecture) with { From = "aa", To = "bb", Layers = 4, Size = 16 }).ModelOf(300);
        TranslationModel plain = TranslationModels.Create(config), scaled = TranslationModels.Create(config);
        plain.Initialize(1);
        scaled.Initialize(1);
        DepthInitialization.Apply(scaled);
        int changed = 0;
        foreach (((string name, Parameter before), (_, Parameter after)) in plain.Parameters.Zip(scaled.Parameters))
        {
            int layer = name.StartsWith("encoder", StringComparison.Ordinal) || name.StartsWith("decoder", StringComparison.Ordinal) ? name[7] - '0' : -1;
            bool isOfLayer = layer is >= 0 and <= 9 && before.Shape.Rank > 1;
            float factor = isOfLayer ? 1 / MathF.Sqrt(1 + layer) : 1;
            Assert.Equal(TensorPrimitives.Norm<float>(before.Value.Values) * factor, TensorPrimitives.Norm<float>(after.Value.Values), 1e-4f);
            if (isOfLayer && layer > 0) changed++;
        }
        Assert.True(changed > 0);
    }
}
