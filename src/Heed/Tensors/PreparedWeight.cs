namespace Heed.Tensors;

/// <summary>
/// A weight matrix [outputs, inputs] in the form its backend multiplies with. The packed forms are made when first needed and dropped by
/// <see cref="Refresh"/>, which whoever changes the weight calls.
/// </summary>
public abstract class PreparedWeight(Tensor value)
{
    /// <summary>The weight itself, [outputs, inputs].</summary>
    public Tensor Value { get; } = value ?? throw new ArgumentNullException(nameof(value));

    /// <summary>How many numbers come out of the product.</summary>
    public int Outputs => Value.Shape[0];

    /// <summary>How many numbers go into the product.</summary>
    public int Inputs => Value.Shape[1];

    /// <summary>How its numbers are held for products.</summary>
    public abstract WeightFormat Format { get; }

    /// <summary>Forgets the packed forms, because the weight has changed.</summary>
    public abstract void Refresh();

    /// <summary>Makes the packed forms anew that were in use before <see cref="Refresh"/>: weights side by side on all threads, where the first product would have the others wait.</summary>
    public virtual void Renew()
    {
    }
}
