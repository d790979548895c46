namespace Heed.Tensors;

/// <summary>
/// Records what operations do, so that derivatives can be computed backwards. Each operation records one step; <see cref="Backward"/>
/// runs them last to first. Gradients belong to the tape: those of weights go to the buffers it was given, so that
/// several tapes (one per shard of a batch) can share one model.
/// </summary>
public sealed class GradientTape
{
    private readonly List<Entry> _entries = [];
    private readonly Dictionary<Tensor, Tensor> _gradients = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, List<(Tensor X, Tensor Dy)>> _products = new(ReferenceEqualityComparer.Instance);
    private readonly List<Tensor> _productOrder = [];
    private readonly Func<Tensor, Tensor?>? _gradientOfWeight;

    /// <summary>A tape whose temporaries live in a workspace.</summary>
    /// <param name="workspace">Where gradients of intermediate results are made.</param>
    /// <param name="gradientOfWeight">Gives the buffer for a weight's gradient; gradients are added to what it holds. Without one, and for a tensor it does not know, the tape makes a buffer of zeros.</param>
    public GradientTape(Workspace workspace, Func<Tensor, Tensor?>? gradientOfWeight = null)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        Workspace = workspace;
        _gradientOfWeight = gradientOfWeight;
    }

    /// <summary>Where gradients of intermediate results are made.</summary>
    public Workspace Workspace { get; }

    /// <summary>How many steps are recorded.</summary>
    public int Count => _entries.Count;

    /// <summary>Records a step with two operands.</summary>
    public void Record(Action<GradientTape, Tensor, Tensor> step, Tensor a, Tensor b) => _entries.Add(new(step, a, b, null, null, null));

    /// <summary>Records a step with three operands.</summary>
    public void Record(Action<GradientTape, Tensor, Tensor, Tensor> step, Tensor a, Tensor b, Tensor c) => _entries.Add(new(step, a, b, c, null, null));

    /// <summary>Records a step with up to four operands and what else it needs.</summary>
    internal void Record(Action<GradientTape, Operands> step, Tensor a, Tensor b, Tensor? c = null, Tensor? d = null, object? with = null) => _entries.Add(new(step, a, b, c, d, with));

    /// <summary>d result / d <paramref name="tensor"/>, zeros until something is added. A view's gradient is the view of the whole's.</summary>
    public Tensor GradientOf(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor.Whole is { } whole) return GradientOf(whole).View(tensor.OffsetInWhole, tensor.Shape);
        if (_gradients.TryGetValue(tensor, out Tensor? gradient)) return gradient;
        gradient = tensor.Workspace is null ? _gradientOfWeight?.Invoke(tensor) : null;
        gradient ??= Workspace.Zeros(tensor.Shape);
        _gradients.Add(tensor, gradient);
        return gradient;
    }

    /// <summary>
    /// Memory for a step that overwrites instead of adding: the gradient of <paramref name="tensor"/> itself as long as nobody else has had it,
    /// otherwise a temporary, which the step hands to <see cref="AddOverwritten"/>.
    /// </summary>
    internal (Tensor Gradient, bool IsTemporary) Overwritable(Tensor tensor)
    {
        Tensor owner = tensor.Whole ?? tensor;
        bool shared = owner.Workspace is null || _gradients.ContainsKey(owner);
        return (shared ? Workspace.New(tensor.Shape) : GradientOf(tensor), shared);
    }

    /// <summary>Adds what a step wrote to a temporary to the gradient it is for.</summary>
    internal void AddOverwritten((Tensor Gradient, bool IsTemporary) overwritten, Tensor tensor)
    {
        if (overwritten.IsTemporary) Workspace.Backend.AddTo(overwritten.Gradient, GradientOf(tensor));
    }

    /// <summary>
    /// Adds dyᵀ · x to the gradient of <paramref name="weight"/> [outputs, inputs] once all steps have run. A weight that is used at every time
    /// step has its rows gathered first, so that one large product takes the place of many thin ones.
    /// </summary>
    internal void AddWeightProduct(Tensor weight, Tensor x, Tensor dy)
    {
        if (!_products.TryGetValue(weight, out List<(Tensor X, Tensor Dy)>? products))
        {
            _products.Add(weight, products = []);
        }
        if (products.Count == 0) _productOrder.Add(weight);
        products.Add((x, dy));
    }

    /// <summary>Runs the recorded steps last to first and forgets them. Before it, set or add to the gradient of the result.</summary>
    public void Backward()
    {
        for (int i = _entries.Count - 1; i >= 0; i--)
        {
            Entry e = _entries[i];
            switch (e.Step)
            {
                case Action<GradientTape, Tensor, Tensor> two:
                    two(this, e.A, e.B);
                    break;
                case Action<GradientTape, Tensor, Tensor, Tensor> three:
                    three(this, e.A, e.B, e.C!);
                    break;
                case Action<GradientTape, Operands> any:
                    any(this, new Operands(e.A, e.B, e.C, e.D, e.With));
                    break;
            }
        }
        _entries.Clear();
        foreach (Tensor weight in _productOrder)
        {
            List<(Tensor X, Tensor Dy)> products = _products[weight];
            AddProducts(weight, products);
            products.Clear();
        }
        _productOrder.Clear();
    }

    /// <summary>Forgets everything, so that the tape can serve the next batch.</summary>
    public void Clear()
    {
        _entries.Clear();
        _gradients.Clear();
        foreach (List<(Tensor X, Tensor Dy)> products in _products.Values) products.Clear();
        _productOrder.Clear();
    }

    private void AddProducts(Tensor weight, List<(Tensor X, Tensor Dy)> products)
    {
        Tensor gradient = GradientOf(weight);
        if (products.Count == 1)
        {
            Workspace.Backend.AddWeightGradient(products[0].Dy, products[0].X, gradient);
            return;
        }
        using Workspace.Scope scope = Workspace.Open();
        int rows = 0;
        foreach ((Tensor x, _) in products) rows += x.Shape.Rows;
        Tensor xs = Workspace.New(new(rows, products[0].X.Shape.Last)), dys = Workspace.New(new(rows, products[0].Dy.Shape.Last));
        int row = 0;
        foreach ((Tensor x, Tensor dy) in products)
        {
            int count = x.Shape.Rows;
            Workspace.Backend.Copy(x, xs.Rows(row, count));
            Workspace.Backend.Copy(dy, dys.Rows(row, count));
            row += count;
        }
        Workspace.Backend.AddWeightGradient(dys, xs, gradient);
    }

    /// <summary>What a recorded step works on.</summary>
    internal readonly record struct Operands(Tensor A, Tensor B, Tensor? MaybeC, Tensor? MaybeD, object? With)
    {
        public Tensor C => MaybeC!;

        public Tensor D => MaybeD!;
    }

    private readonly record struct Entry(Delegate Step, Tensor A, Tensor B, Tensor? C, Tensor? D, object? With);
}
