using Heed.Kernels;

namespace Heed.Campaign.Parsers;

/// <summary>The random numbers of one case: a function of the campaign's seed and the case's number.</summary>
internal sealed class CaseRandom(ulong seed, long number)
{
    private readonly (uint K0, uint K1) _key = Philox.Key(seed, (ulong)number);
    private readonly uint[] _block = new uint[4];
    private uint _drawn;

    public uint Next()
    {
        if (_drawn % 4 == 0) (_block[0], _block[1], _block[2], _block[3]) = Philox.Block(_drawn / 4, 0, 0, 0, _key.K0, _key.K1);
        return _block[_drawn++ % 4];
    }

    /// <summary>A number from 0 to below <paramref name="bound"/>.</summary>
    public int Below(int bound) => (int)(((ulong)Next() * (uint)bound) >> 32);

    /// <summary>One of them.</summary>
    public T Of<T>(IReadOnlyList<T> items) => items[Below(items.Count)];
}
