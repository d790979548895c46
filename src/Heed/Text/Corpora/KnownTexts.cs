using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Heed.Text.Corpora;

/// <summary>
/// The texts of corpora, to find those that another corpus shares with them. Two texts count as the same when they differ only in
/// digits, placeholders, punctuation or case, as for <see cref="CorpusSplit"/>. 16 bytes are kept of each.
/// </summary>
public sealed class KnownTexts
{
    private readonly HashSet<UInt128> _texts = [];

    /// <summary>The number of different texts.</summary>
    public int Count => _texts.Count;

    /// <summary>Reads a corpus's sources and targets.</summary>
    /// <exception cref="InvalidDataException">A file is damaged or not what it should be.</exception>
    public void Add(CorpusSpec corpus, CancellationToken cancellation = default)
    {
        foreach (SentencePair pair in Corpus.Read(corpus, cancellation: cancellation))
        {
            _texts.Add(Digest(Key(pair.Source)));
            _texts.Add(Digest(Key(pair.Target)));
        }
    }

    /// <summary>Reads a file of texts, plain, gzip or in a zip: each line is one, and where it has tabs each column.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or not what it should be.</exception>
    public void AddFile(string path, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var reader = new Files.BoundedReader(path, CorpusLimits.Default.MostBytes, CorpusLimits.Default.MostLineBytes);
        while (reader.TryReadLine(out string line, out _))
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (Range column in line.AsSpan().Split('\t'))
                if (!line.AsSpan(column).IsWhiteSpace()) _texts.Add(Digest(Key(line[column].Trim())));
        }
    }

    /// <summary>Whether a text is among them.</summary>
    public bool Contains(string text) => _texts.Contains(Digest(Key(text)));

    /// <summary>16 bytes that stand for a text, or for two: a cryptographic sum, so that no corpus can be written to collide.</summary>
    internal static UInt128 Digest(string text, string other = "")
    {
        const int Small = 512;
        int bytes = sizeof(int) + sizeof(char) * (text.Length + other.Length);
        byte[]? rented = bytes <= Small ? null : ArrayPool<byte>.Shared.Rent(bytes);
        Span<byte> content = rented ?? stackalloc byte[Small], sum = stackalloc byte[SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteInt32LittleEndian(content, text.Length);
        MemoryMarshal.AsBytes(text.AsSpan()).CopyTo(content[sizeof(int)..]);
        MemoryMarshal.AsBytes(other.AsSpan()).CopyTo(content[(sizeof(int) + sizeof(char) * text.Length)..]);
        SHA256.HashData(content[..bytes], sum);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        return BinaryPrimitives.ReadUInt128LittleEndian(sum);
    }

    // Of "42" nothing essential is left; it is the same as "42" only.
    private static string Key(string text) => CorpusSplit.Essence(text) is { Length: > 0 } essence ? essence : "\0" + text;
}
