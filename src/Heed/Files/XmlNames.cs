using System.Xml;

namespace Heed.Files;

/// <summary>The names in an XML file, each held once. A file that goes on making up new ones is refused before they fill the memory.</summary>
internal sealed class XmlNames(string path) : XmlNameTable
{
    /// <summary>The most different names of elements, attributes and namespaces.</summary>
    public const int Most = 10_000;

    private const int MostCharacters = 1 << 20;

    private readonly NameTable _names = new();
    private int _count, _characters;

    public override string Add(char[] array, int offset, int length) => _names.Get(array, offset, length) ?? Added(_names.Add(array, offset, length));

    public override string Add(string array) => _names.Get(array) ?? Added(_names.Add(array));

    public override string? Get(char[] array, int offset, int length) => _names.Get(array, offset, length);

    public override string? Get(string array) => _names.Get(array);

    private string Added(string name)
    {
        _characters += Math.Min(name.Length, MostCharacters);
        return ++_count <= Most && _characters <= MostCharacters ? name : throw new InvalidDataException($"{path}: more than {Most:N0} different names of elements and attributes; no format that is read here has so many.");
    }
}
