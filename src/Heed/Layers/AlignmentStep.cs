using System.Text.Json.Serialization;

namespace Heed.Layers;

/// <summary>At which of a decoder's steps attention says what a target token was translated from.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AlignmentStep>))]
public enum AlignmentStep
{
    /// <summary>The step that writes the token: the decoder knows those before it.</summary>
    Written,

    /// <summary>The step after, which reads the token: the decoder knows it. Chen et al. 2020, "Accurate word alignment induction from neural machine translation", section 3.2.</summary>
    Read,
}
