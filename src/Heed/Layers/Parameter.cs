using Heed.Tensors;

namespace Heed.Layers;

/// <summary>A trained tensor of a layer. Its gradient belongs to a <see cref="GradientTape"/>, so one model serves many threads.</summary>
public sealed class Parameter
{
    private readonly Lock _lock = new();
    private PreparedWeight? _prepared;
    private Tensor? _value;
    private WeightFormat _format;

    internal Parameter(Shape shape, Initialization initialization, bool isTable = false)
    {
        IsTable = isTable;
        Shape = shape;
        Initialization = initialization;
    }

    /// <summary>The sizes.</summary>
    public Shape Shape { get; }

    /// <summary>The numbers, zero until drawn or loaded. No memory is taken before they are asked for, so that a file can be checked first.</summary>
    public Tensor Value
    {
        get
        {
            if (_value is { } value) return value;
            lock (_lock) return _value ??= new Tensor(Shape);
        }
    }

    /// <summary>Whether its rows are looked up, one by one, rather than a vector multiplied by all.</summary>
    public bool IsTable { get; }

    /// <summary>How the numbers are drawn before training.</summary>
    public Initialization Initialization { get; }

    /// <summary>The form products are computed with, for a parameter [outputs, inputs].</summary>
    public PreparedWeight Prepared
    {
        get
        {
            if (_prepared is { } prepared) return prepared;
            lock (_lock) return _prepared ??= Value.Backend.Prepare(Value, _format);
        }
    }

    /// <summary>How <see cref="Prepared"/> holds the numbers; <see cref="Value"/> stays as it is.</summary>
    public WeightFormat Format
    {
        get => _format;
        set
        {
            lock (_lock)
            {
                if (_format == value) return;
                _format = value;
                _prepared = null;
            }
        }
    }

    /// <summary>Drops what was derived from the numbers, because they have changed.</summary>
    public void Refresh() => _prepared?.Refresh();

    /// <summary>Derives anew what was derived before they changed.</summary>
    internal void Renew() => _prepared?.Renew();

    /// <summary>Moves the numbers to memory shared with other parameters.</summary>
    internal void MoveTo(Tensor place)
    {
        if (_value is { } value) value.Values.CopyTo(place.Memory);
        _value = place;
        _prepared = null;
    }
}
