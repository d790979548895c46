using System.Collections;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Resources;
using System.Text;

namespace Heed.Text.Corpora;

/// <summary>An assembly that has satellites with translated messages in folders beside it.</summary>
/// <param name="Path">The assembly itself.</param>
internal sealed record SdkAssembly(string Path)
{
    private const string SatelliteEnding = ".resources.dll";
    private const string ResourceEnding = ".resources";
    private const long LargestFile = 256L << 20;

    /// <summary>The satellite for a language.</summary>
    public string Satellite(string language) =>
        System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, language, System.IO.Path.GetFileNameWithoutExtension(Path) + SatelliteEnding);

    /// <summary>The assemblies in and below these folders that are translated into all of these languages, sorted by name.</summary>
    public static List<SdkAssembly> Find(IReadOnlyList<string> folders, IReadOnlyList<string> languages)
    {
        var found = new List<(string Name, string Below, SdkAssembly Assembly)>();
        foreach (string folder in folders)
            foreach (string satellite in Directory.EnumerateFiles(folder, "*" + SatelliteEnding, SearchOption.AllDirectories))
            {
                string directory = System.IO.Path.GetDirectoryName(satellite)!;
                if (System.IO.Path.GetFileName(directory) != languages[0]) continue;
                string name = System.IO.Path.GetFileName(satellite)[..^SatelliteEnding.Length];
                var assembly = new SdkAssembly(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(directory)!, name + ".dll"));
                if (!File.Exists(assembly.Path) || !languages.All(l => File.Exists(assembly.Satellite(l)))) continue;
                found.Add((name, System.IO.Path.GetRelativePath(folder, satellite).Replace('\\', '/'), assembly));
            }
        // Not as the file system lists them, so that the order is the same on every machine.
        return [.. found.OrderBy(f => f.Name, StringComparer.Ordinal).ThenBy(f => f.Below, StringComparer.Ordinal).Select(f => f.Assembly)];
    }

    /// <summary>The strings among an assembly's resources, by resource and key.</summary>
    /// <param name="path">The assembly.</param>
    /// <param name="language">The language that a satellite's resources bear in their names; empty for the assembly itself.</param>
    /// <exception cref="InvalidDataException">The file is too large or is no proper assembly.</exception>
    public static SortedDictionary<string, string> Messages(string path, string language)
    {
        var messages = new SortedDictionary<string, string>(StringComparer.Ordinal);
        try
        {
            using FileStream file = File.OpenRead(path);
            if (file.Length > LargestFile) throw new InvalidDataException($"{file.Length:N0} bytes; at most {LargestFile:N0} are read.");
            using var assembly = new PEReader(file);
            if (!assembly.HasMetadata || assembly.PEHeaders.CorHeader?.ResourcesDirectory is not { Size: > 0 } directory) return messages;
            PEMemoryBlock section = assembly.GetSectionData(directory.RelativeVirtualAddress);
            MetadataReader metadata = assembly.GetMetadataReader();
            foreach (ManifestResource resource in metadata.ManifestResources.Select(metadata.GetManifestResource))
            {
                string name = metadata.GetString(resource.Name);
                if (!resource.Implementation.IsNil || !name.EndsWith(ResourceEnding, StringComparison.Ordinal)) continue;
                name = name[..^ResourceEnding.Length];
                if (language.Length > 0 && name.EndsWith("." + language, StringComparison.Ordinal)) name = name[..^(language.Length + 1)];
                AddStrings(name, Content(section, resource.Offset), messages);
            }
            return messages;
        }
        catch (Exception e) when (e is BadImageFormatException or InvalidDataException or ArgumentException or FormatException or InvalidOperationException or NotSupportedException or EndOfStreamException)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }

    private static byte[] Content(PEMemoryBlock section, long offset)
    {
        if (offset < 0 || offset > section.Length - sizeof(int)) throw new BadImageFormatException("a resource begins outside its section.");
        BlobReader reader = section.GetReader((int)offset, section.Length - (int)offset);
        int length = reader.ReadInt32();
        if (length < 0 || length > reader.RemainingBytes) throw new BadImageFormatException("a resource ends outside its section.");
        return reader.ReadBytes(length);
    }

    private static void AddStrings(string name, byte[] content, SortedDictionary<string, string> messages)
    {
        using ResourceReader? reader = Reader(content);
        if (reader is null) return;
        bool hasOwnTypes = HasOwnTypes(content);
        IDictionaryEnumerator entries = reader.GetEnumerator();
        while (entries.MoveNext())
        {
            string key = (string)entries.Key;
            string? text = hasOwnTypes ? RawString(reader, key) : entries.Value as string;
            if (text is not null) messages[$"{name}\0{key}"] = text;
        }
    }

    // Resources written for another reader (images, as a rule) name it; they are passed over.
    private static ResourceReader? Reader(byte[] content)
    {
        try
        {
            return new ResourceReader(new MemoryStream(content));
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }

    // A value could be an object of any type that the file names. Where it names one, values are taken as raw bytes, which is slow
    // (each sorts all positions); where it names none, there are only strings, numbers and bytes.
    private static bool HasOwnTypes(byte[] content)
    {
        using var header = new BinaryReader(new MemoryStream(content));
        header.BaseStream.Position = 2 * sizeof(int);                       // magic number, version of the header
        int skipped = header.ReadInt32();                                   // the names of the reader and of the set
        header.BaseStream.Position += skipped + (2 * sizeof(int));          // version, number of resources
        return header.ReadInt32() != 0;
    }

    private static string? RawString(ResourceReader reader, string key)
    {
        reader.GetResourceData(key, out string type, out byte[] data);
        if (type != "ResourceTypeCode.String") return null;
        using var bytes = new BinaryReader(new MemoryStream(data), Encoding.UTF8);
        return bytes.ReadString();
    }
}
