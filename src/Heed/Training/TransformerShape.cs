namespace Heed.Training;

/// <summary>The choices of a Transformer that other models do not have; see <see cref="Models.ModelConfig"/>.</summary>
/// <param name="Heads">Heads of each attention.</param>
/// <param name="KeyHeads">Heads of keys and values, a divisor of the heads; 0 for as many.</param>
/// <param name="FeedForward">The inner size of feed-forward layers; 0 for twice the size.</param>
/// <param name="DecoderLayers">Layers of the decoder; 0 for as many as the encoder has.</param>
/// <param name="Norm">Where the norm is: <c>pre</c> or <c>post</c>.</param>
/// <param name="Activation">The function in feed-forward layers.</param>
/// <param name="Positions">How positions are told.</param>
public sealed record TransformerShape(int Heads = 4, int KeyHeads = 0, int FeedForward = 0, int DecoderLayers = 0, string Norm = "pre", string Activation = "relu", string Positions = "sinusoidal");
