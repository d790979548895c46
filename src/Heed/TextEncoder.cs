using Heed.Attention;
using Heed.Decoding;
using Heed.Kernels;
using Heed.Layers;
using Heed.Models;
using Heed.Tensors;
using Heed.Text;

namespace Heed;

/// <summary>Reads text with an encoder of the BERT kind, and shows what every layer and head of it attends to: <c>TextEncoder.Load("bert-base-uncased").Trace("The cat sat.")</c>.</summary>
public sealed class TextEncoder
{
    private readonly BertEncoder _encoder;
    private readonly WordPieceTokenizer _tokenizer;
    private readonly CpuBackend _backend;

    private TextEncoder(BertEncoder encoder, WordPieceTokenizer tokenizer, Workers workers) => (_encoder, _tokenizer, _backend) = (encoder, tokenizer, new CpuBackend(workers));

    /// <summary>How many numbers were trained.</summary>
    public long ParameterCount => _encoder.ParameterCount;

    /// <summary>The longest text, in pieces, special ones included.</summary>
    public int MostPieces => _encoder.MostPositions;

    /// <summary>Reads a checkpoint of Hugging Face: <c>config.json</c>, <c>model.safetensors</c>, <c>vocab.txt</c> of BERT or DistilBERT.</summary>
    /// <exception cref="InvalidDataException">A file is missing, malformed, or does not fit the others; the message names file and fault.</exception>
    public static TextEncoder Load(string folder, Workers? workers = null)
    {
        (BertEncoder encoder, WordPieceTokenizer tokenizer) = BertEncoder.Read(folder);
        return new TextEncoder(encoder, tokenizer, workers ?? Workers.All);
    }

    /// <summary>The hidden states [pieces, size] of the last layer, [CLS] first.</summary>
    /// <exception cref="ArgumentException">The text has more pieces than the encoder has positions.</exception>
    public float[,] Encode(string text, string? second = null)
    {
        (TokenizedText pieces, bool[] isSecond) = _tokenizer.Encode(text, second);
        Tensor hidden = _encoder.Forward(pieces.Ids, isSecond, new ForwardContext(new Workspace(_backend)));
        float[,] states = new float[hidden.Shape[0], hidden.Shape[1]];
        Buffer.BlockCopy(hidden.Values.ToArray(), 0, states, 0, hidden.Shape.Count * sizeof(float));
        return states;
    }

    /// <summary>What every layer and head attends to in a text, or in two texts read together.</summary>
    /// <exception cref="ArgumentException">The text has more pieces than the encoder has positions.</exception>
    public TracedTranslation Trace(string text, string? second = null)
    {
        (TokenizedText pieces, bool[] isSecond) = _tokenizer.Encode(text, second);
        var trace = new AttentionTrace();
        _encoder.Forward(pieces.Ids, isSecond, new ForwardContext(new Workspace(_backend)) { Trace = trace });
        TracedSide side = SideOf(pieces);
        // There is no translation: both sides are the text.
        var read = new Translation { Source = pieces.Text, Text = pieces.Text, Score = 0, SourceTokens = pieces.Pieces, TargetTokens = pieces.Pieces, SourceWords = side.Words, TargetWords = side.Words };
        return new TracedTranslation(read, trace, side, side);
    }

    // Pieces that continue a word belong to it; special ones are words of their own.
    private static TracedSide SideOf(TokenizedText pieces)
    {
        var words = new List<string>();
        int[] wordOf = new int[pieces.Ids.Length];
        for (int i = 0; i < wordOf.Length; i++)
        {
            string piece = pieces.Pieces[i];
            if (piece.StartsWith("##", StringComparison.Ordinal) && words.Count > 0) words[^1] += piece[2..];
            else words.Add(piece);
            wordOf[i] = words.Count - 1;
        }
        return new TracedSide(pieces.Text, pieces.Pieces, pieces.Spans, words, wordOf);
    }
}
