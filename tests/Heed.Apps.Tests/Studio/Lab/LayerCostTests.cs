using Heed.Lab;
using Heed.Studio.Pages.Layers;

namespace Heed.Apps.Tests.Studio.Lab;

public sealed class LayerCostTests
{
    [Fact]
    public void The_formulas_say_what_the_library_counts()
    {
        LayerQuestion asked = LayerQuestion.Of("http://127.0.0.1/layers?n=32&d=16&k=4&s=2");
        IReadOnlyList<LayerComparison> counted = LayerComparison.Run(asked.Settings with { Lengths = [16, 32], Sizes = [], Kernels = [] }, cancellation: TestContext.Current.CancellationToken);
        IReadOnlyList<LayerCost> costs = LayerCost.All(16, 4, 2);
        Assert.Equal(costs.Count, counted.Count);
        for (int i = 0; i < costs.Count; i++)
            foreach (LayerPoint point in counted[i].Points)
            {
                // A window of 2 before and 1 after lacks 2 + 1 + 1 keys at the ends.
                double ends = costs[i].Id == "window" ? 2 * 16 * 4 : 0;
                Assert.Equal(costs[i].Core(point.Length) - ends, point.Core);
                Assert.Equal(costs[i].Projections * point.Length, point.Projections);
            }
    }

    [Fact]
    public void Self_attention_gets_dearer_than_a_gru_where_the_counts_cross()
    {
        IReadOnlyList<LayerCost> costs = LayerCost.All(64, 3, 2);
        LayerCost attention = costs.Single(cost => cost.Id == "attention"), gru = costs.Single(cost => cost.Id == "gru");
        Assert.Equal(1.5 * 64, attention.DearerThan(gru, isWhole: false));
        Assert.Equal(64, attention.DearerThan(gru, isWhole: true));
        Assert.True(attention.Of(65, true) > gru.Of(65, true) && attention.Of(63, true) < gru.Of(63, true));
    }

    [Fact]
    public void All_numbers_are_found_for_every_layer()
    {
        LayerQuestion asked = LayerQuestion.Of("http://127.0.0.1/layers?n=32&d=16");
        IReadOnlyDictionary<string, LayerNumbers> numbers = LayerNumbers.All(asked, TestContext.Current.CancellationToken);
        Assert.Equal(LayerCost.Ids, numbers.Keys);
        Assert.Equal((1, 1, 32), (numbers["attention"].Layers, numbers["attention"].Steps, numbers["attention"].Seen));
        Assert.Equal((31, 31, 9), (numbers["convolution"].Layers, numbers["convolution"].Steps, numbers["convolution"].Seen));
        Assert.All(numbers.Values, layer => Assert.True(layer.Bytes > 0 && layer.Chain > 0));
    }
}
