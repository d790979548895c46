namespace Heed.Campaign.Parsers;

/// <summary>A parser under test. A case is one of its seeds, changed in its parts, in the files that the parts make up, or in both.</summary>
internal abstract class ParserSubject
{
    private byte[][][]? _files;

    public abstract string Name { get; }

    /// <summary>Well-formed inputs, each in parts.</summary>
    public abstract IReadOnlyList<byte[][]> Seeds { get; }

    /// <summary>Words of the format.</summary>
    public abstract IReadOnlyList<byte[]> Tokens { get; }

    /// <summary>Bytes that a case may allocate, all in all.</summary>
    public virtual long MostAllocated => 64L << 20;

    /// <summary>Puts parts together, with lengths and check sums as they must be.</summary>
    public virtual byte[][] Assemble(byte[][] parts) => parts;

    /// <summary>Reads the files to the end. Only an <see cref="InvalidDataException"/> may come of it.</summary>
    public abstract void Parse(byte[][] files);

    /// <summary>The files of a case.</summary>
    public byte[][] FilesOf(ulong seed, long number)
    {
        var random = new CaseRandom(seed, number);
        _files ??= [.. Seeds.Select(Assemble)];
        int chosen = random.Below(Seeds.Count);
        int kind = random.Below(3);      // parts, files, both
        byte[][] files = kind == 1 ? [.. _files[chosen]] : Assemble(Mutate(Seeds[chosen], Seeds, random));
        return kind == 0 ? files : Mutate(files, _files, random);
    }

    private byte[][] Mutate(byte[][] files, IReadOnlyList<byte[][]> others, CaseRandom random)
    {
        byte[][] mutated = [.. files];
        int first = random.Below(files.Length);
        for (int i = 0; i < files.Length; i++)
            if (i == first || random.Below(4) == 0) mutated[i] = Mutator.Mutate(files[i], [.. others.Select(o => o[Math.Min(i, o.Length - 1)])], Tokens, random);
        return mutated;
    }
}
