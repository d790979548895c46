using Microsoft.Win32.SafeHandles;

namespace Heed.Cli;

/// <summary>Nobody reads standard output any more, as in <c>heed translate … | head -1</c>: no error, but no reason to go on.</summary>
internal sealed class OutputClosedException(IOException inner) : Exception("standard output was closed", inner);

/// <summary>Standard output to a pipe. The console's own stream passes over a pipe that was closed and would write for ever.</summary>
internal sealed class PipeOutput : Stream
{
    private readonly FileStream _pipe;

    private PipeOutput(FileStream pipe) => _pipe = pipe;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Standard output if it is a pipe, or else null: a file's position is shared with other programs, which the console's stream respects.</summary>
    public static PipeOutput? OfThisProcess()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected) return null;
        FileStream output = new(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return output.CanSeek ? null : new PipeOutput(output);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            _pipe.Write(buffer);
        }
        catch (IOException e)
        {
            throw new OutputClosedException(e);
        }
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
