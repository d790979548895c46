namespace Heed.Files;

/// <summary>Opens files for reading, plain, gzip or an entry of a zip, whatever their names say: what they are is in their first bytes.</summary>
internal static class ContentFile
{
    /// <summary>Opens a file's content.</summary>
    /// <param name="path">The file. A zip's only text is read; where it has several, the entry's name stands behind the zip's: <c>fr-en.zip/corpus.fr</c>.</param>
    /// <param name="mostBytes">The most bytes that an entry of a zip may say it has. Whoever reads gzip has to count.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The name ends in .gz or .zip and the content does not fit it, or the zip is refused.</exception>
    public static Stream Open(string path, long mostBytes) => Unpack(path, OpenPacked(path, out string? entry), entry, mostBytes);

    /// <summary>Opens a file as it stands.</summary>
    /// <param name="path">The file, with or without an entry's name behind a zip's.</param>
    /// <param name="entry">That name, or null.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static FileStream OpenPacked(string path, out string? entry)
    {
        (string file, entry) = Parts(path);
        return File.Exists(file)
            ? new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 64 << 10, FileOptions.SequentialScan)
            : throw (Directory.Exists(file)
                ? new IOException($"{path}: this is a folder; name a file.")
                : new FileNotFoundException($"{path}: there is no such file.", path));
    }

    /// <summary>The file of the disk, and the entry asked for where it is named behind a zip.</summary>
    public static (string File, string? Entry) Parts(string path) =>
        !File.Exists(path) && path.IndexOf(".zip/", StringComparison.OrdinalIgnoreCase) is >= 0 and int end && File.Exists(path[..(end + 4)])
            ? (path[..(end + 4)], path[(end + 5)..])
            : (path, null);

    /// <summary>The content of a stream that is plain, gzip or zip.</summary>
    /// <param name="path">What messages call it.</param>
    /// <param name="stream">The bytes, from the first, which can be sought in; they are closed with the result, and where this fails.</param>
    /// <param name="entry">The entry to read where it is a zip, or null for the only one.</param>
    /// <param name="mostBytes">The most bytes that an entry may say it has.</param>
    /// <exception cref="InvalidDataException">The name ends in .gz or .zip and the content does not fit it, or the zip is refused.</exception>
    public static Stream Unpack(string path, Stream stream, string? entry, long mostBytes)
    {
        try
        {
            Span<byte> beginning = stackalloc byte[4];
            beginning = beginning[..stream.ReadAtLeast(beginning, 4, throwOnEndOfStream: false)];
            stream.Position = 0;
            bool isGzip = GzipFile.IsGzip(beginning), isZip = ZipFile.IsZip(beginning);
            if (entry is not null && !isZip) throw new InvalidDataException($"{path}: this is no zip file.");
            if (!isGzip && path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) && !isZip) throw new InvalidDataException($"{path}: the name ends in .gz, but this is no gzip file.");
            if (!isZip && path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase) && !isGzip) throw new InvalidDataException($"{path}: the name ends in .zip, but this is no zip file.");
            return isGzip ? new GzipFile(path, stream) : isZip ? ZipFile.OpenText(path, stream, entry, mostBytes) : stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }
}
