using Microsoft.EntityFrameworkCore;

namespace Grants.Documents
{
    internal static class DocumentsData
    {
        public static void Configure(ModelBuilder model) => model.Entity<Document>(document =>
        {
            document.Property(d => d.Id).ValueGeneratedNever();
            document.HasIndex(d => new { d.SubjectId, d.Purpose });
            document.HasIndex(d => d.BlobName).IsUnique();
            // Of two that complete it at once, or scan it, one does.
            document.Property(d => d.Scan).IsConcurrencyToken();
            document.HasIndex(d => new { d.Scan, d.ScanTriedAt });
            document.HasIndex(d => new { d.CompletedAt, d.CreatedAt });
        });
    }
}

namespace Grants.Data
{
    public sealed partial class GrantsDb
    {
        internal DbSet<Documents.Document> Documents => Set<Documents.Document>();
    }
}
