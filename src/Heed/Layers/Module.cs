using Heed.Tensors;

namespace Heed.Layers;

/// <summary>Something with weights: named parameters of its own and of its parts. It holds nothing that belongs to a call.</summary>
public abstract class Module
{
    private readonly List<(string Name, Parameter Parameter)> _parameters = [];
    private readonly List<(string Name, Module Part)> _parts = [];

    /// <summary>All parameters with their dotted names, in a fixed order.</summary>
    public IEnumerable<(string Name, Parameter Parameter)> Parameters
    {
        get
        {
            foreach ((string, Parameter) own in _parameters) yield return own;
            foreach ((string name, Module part) in _parts)
                foreach ((string inner, Parameter parameter) in part.Parameters)
                    yield return ($"{name}.{inner}", parameter);
        }
    }

    /// <summary>How many numbers are trained.</summary>
    public long ParameterCount => Parameters.Sum(p => (long)p.Parameter.Shape.Count);

    /// <summary>Chooses how weight matrices are held for products. Anything but 32-bit floats is for translating: gradients through them are refused.</summary>
    public void UseWeights(WeightFormat format)
    {
        foreach ((_, Parameter parameter) in Parameters) parameter.Format = format;
    }

    /// <summary>Draws all parameters anew: the same seed gives the same numbers.</summary>
    public void Initialize(ulong seed)
    {
        uint number = 0;
        foreach ((_, Parameter parameter) in Parameters)
        {
            parameter.Initialization.Fill(parameter.Value.Memory, seed, number++);
            parameter.Refresh();
        }
    }

    /// <summary>Adds a parameter of this module.</summary>
    /// <param name="name">Its name within the module.</param>
    /// <param name="shape">Its sizes.</param>
    /// <param name="initialization">How it is drawn.</param>
    /// <param name="isTable">Whether its rows are looked up, one by one.</param>
    protected Parameter Add(string name, Shape shape, Initialization initialization, bool isTable = false)
    {
        var parameter = new Parameter(shape, initialization, isTable);
        _parameters.Add((name, parameter));
        return parameter;
    }

    /// <summary>Adds a part with parameters of its own.</summary>
    protected T Add<T>(string name, T part) where T : Module
    {
        _parts.Add((name, part));
        return part;
    }
}
