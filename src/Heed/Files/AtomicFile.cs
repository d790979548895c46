using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Heed.Files;

/// <summary>
/// Writes a file whole or not at all. The bytes go to a temporary file in the same folder, are flushed to disk and take the
/// target's name in one step, so that a crash at any moment leaves either the old content or the new, never a part of it.
/// </summary>
public static partial class AtomicFile
{
    private const string Mark = ".tmp-";
    private static long s_count;

    /// <summary>Writes what <paramref name="write"/> puts into the stream to <paramref name="path"/>.</summary>
    /// <param name="path">The file to create or replace. Its folder must exist. A device, such as /dev/stdout, is written to and stays.</param>
    /// <param name="write">Fills the stream, which can seek. If it throws, the old file stays as it was and no temporary is left.</param>
    /// <exception cref="IOException">The folder is missing, the disk is full, or the target is held open by another program.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string target = Path.GetFullPath(path);
        string folder = Path.GetDirectoryName(target)
            ?? throw new ArgumentException($"AtomicFile: '{path}' is a folder's root and no file can take its name.", nameof(path));
        if (IsDevice(target))
        {
            using var content = new MemoryStream();
            write(content);
            using var device = new FileStream(target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            content.WriteTo(device);
            return;
        }
        string temporary = Path.Combine(folder, $".{Path.GetFileName(target)}{Mark}{Environment.ProcessId}-{Interlocked.Increment(ref s_count)}");
        try
        {
            // Create, not CreateNew: a process killed earlier may have had this process's number.
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.ReadWrite, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
        FlushFolder(folder);
    }

    /// <summary>Writes <paramref name="text"/> to <paramref name="path"/> as UTF-8 without a byte-order mark.</summary>
    /// <inheritdoc cref="Write(string, Action{Stream})"/>
    /// <param name="path">The file to create or replace. Its folder must exist.</param>
    /// <param name="text">The whole content. A lone surrogate is refused: it has no UTF-8 form.</param>
    public static void WriteText(string path, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        byte[] bytes = new UTF8Encoding(false, throwOnInvalidBytes: true).GetBytes(text);
        Write(path, stream => stream.Write(bytes));
    }

    /// <summary>
    /// Deletes the temporaries that killed programs left in a folder, and returns how many. A temporary whose writer still
    /// runs is left alone.
    /// </summary>
    /// <param name="folder">The folder to tidy; its subfolders are not visited. A folder that does not exist has nothing to delete.</param>
    public static int CleanUp(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder))
        {
            return 0;
        }
        int deleted = 0;
        foreach (string file in Directory.GetFiles(folder, $".*{Mark}*"))
        {
            if (WriterOf(Path.GetFileName(file)) is int process && !IsBeingWritten(file, process))
            {
                File.Delete(file);
                deleted++;
            }
        }
        return deleted;
    }

    // /dev/null, /dev/stdout, /dev/fd/63 as shells make them: a file of that name would take the device away from everybody.
    private static bool IsDevice(string target) => !OperatingSystem.IsWindows()
        && (target.StartsWith("/proc/", StringComparison.Ordinal)
            || (target.StartsWith("/dev/", StringComparison.Ordinal) && !target.StartsWith("/dev/shm/", StringComparison.Ordinal)));

    private static int? WriterOf(string name)
    {
        int mark = name.LastIndexOf(Mark, StringComparison.Ordinal);
        string[] numbers = mark < 2 || name[0] != '.' ? [] : name[(mark + Mark.Length)..].Split('-');
        return numbers.Length == 2
            && int.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out int process)
            && long.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? process
            : null;
    }

    private static bool IsBeingWritten(string file, int process)
    {
        try
        {
            // Numbers come round again (in a container every run may be process 1): a file older than the process that
            // bears the number now is not its own.
            using var writer = Process.GetProcessById(process);
            return File.GetLastWriteTimeUtc(file) >= writer.StartTime.ToUniversalTime();
        }
        catch (ArgumentException)
        {
            return false;   // no such process
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return e is System.ComponentModel.Win32Exception;   // ended just now, or runs under another account
        }
    }

    private static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;   // NTFS journals the rename itself
        }
        // The rename is on disk only once the folder is. A file system that cannot flush a folder says so, which changes nothing.
        int handle = Open(folder, 0);
        if (handle >= 0)
        {
            _ = Flush(handle);
            _ = Close(handle);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Flush(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}
