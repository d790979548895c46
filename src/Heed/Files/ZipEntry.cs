namespace Heed.Files;

/// <summary>What a zip's list says about an entry; none of it is believed before it is checked.</summary>
/// <param name="Name">The name, for comparing and for messages.</param>
/// <param name="IsEncrypted">Whether a password is needed.</param>
/// <param name="Method">0 stored, 8 deflate.</param>
/// <param name="Check">The CRC-32 of the content.</param>
/// <param name="Compressed">Bytes in the file.</param>
/// <param name="Length">Bytes of the content.</param>
/// <param name="Start">Where the entry's own header begins in the file.</param>
internal sealed record ZipEntry(string Name, bool IsEncrypted, int Method, uint Check, long Compressed, long Length, long Start);
