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
