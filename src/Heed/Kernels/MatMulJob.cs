namespace Heed.Kernels;

/// <summary>
/// A matrix product shared between threads by rows or by columns, never by the inner dimension. One object and one delegate a thread,
/// used again for every product, so that sharing allocates nothing of its own.
/// </summary>
internal sealed class MatMulJob
{
    /// <summary>Multiply-adds below which handing out the work costs more than it saves.</summary>
    public const long WorthSharing = 1 << 22;

    [ThreadStatic] private static MatMulJob? t_job;

    private readonly Action<int> _work;
    private MatMulProduct _product;
    private bool _byRows;
    private int _shares;

    private MatMulJob() => _work = Work;

    public static void Run(in MatMulProduct product, Workers workers)
    {
        MatMulJob job = t_job ??= new MatMulJob();
        int panels = MatMulProduct.Blocks(product.Columns, MatMul.PanelWidth);
        int tiles = MatMulProduct.Blocks(product.Rows, MatMulProduct.TileRows);
        job._product = product;
        // The longer side: each share reads the whole of the other operand.
        job._byRows = tiles >= 2 * panels || panels < workers.Available;
        job._shares = Math.Min(job._byRows ? tiles : panels, 2 * workers.Available);
        workers.For(job._shares, job._work);
        job._product = default;
    }

    private void Work(int index)
    {
        int size = _byRows ? MatMulProduct.Blocks(_product.Rows, MatMulProduct.TileRows) : MatMulProduct.Blocks(_product.Columns, MatMul.PanelWidth);
        int share = MatMulProduct.Share(size, _shares, index), first = index * (size / _shares) + Math.Min(index, size % _shares);
        if (_byRows)
        {
            int row = first * MatMulProduct.TileRows;
            int rows = Math.Min(share * MatMulProduct.TileRows, _product.Rows - row);
            _product.Part(row, rows, 0, MatMulProduct.Blocks(_product.Columns, MatMul.PanelWidth)).Run();
        }
        else
        {
            _product.Part(0, _product.Rows, first, share).Run();
        }
    }
}
